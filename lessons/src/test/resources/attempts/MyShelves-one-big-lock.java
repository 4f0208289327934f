// refused: at the same time they took 40 ms
import dev.weft.lessons.exercise.Shelves;
import java.util.concurrent.locks.ReentrantLock;

public final class MyShelves implements Shelves {
  private final ReentrantLock all = new ReentrantLock();

  @Override
  public void move(Shelf from, Shelf to, int boxes) throws InterruptedException {
    all.lockInterruptibly();
    try {
      Shelf low = from.number() < to.number() ? from : to;
      Shelf high = low == from ? to : from;
      low.lock().lockInterruptibly();
      high.lock().lockInterruptibly();
      try {
        from.add(-boxes);
        to.add(boxes);
      } finally {
        high.lock().unlock();
        low.lock().unlock();
      }
    } finally {
      all.unlock();
    }
  }
}
