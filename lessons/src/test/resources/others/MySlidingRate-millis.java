import dev.weft.lessons.exercise.SlidingRate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

public final class MySlidingRate implements SlidingRate {
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Deque<Long> calls = new ArrayDeque<>();

  @Override
  public void acquire() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (calls.size() == 3) {
        long left = calls.getFirst() + 1_001 - System.currentTimeMillis();
        if (left <= 0) {
          calls.removeFirst();
        } else {
          Thread.sleep(left);
        }
      }
      calls.addLast(System.currentTimeMillis());
    } finally {
      lock.unlock();
    }
  }
}
