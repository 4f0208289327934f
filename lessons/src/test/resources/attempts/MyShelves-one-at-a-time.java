// refused: the others were on their way, on no shelf
import dev.weft.lessons.exercise.Shelves;

public final class MyShelves implements Shelves {
  @Override
  public void move(Shelf from, Shelf to, int boxes) throws InterruptedException {
    add(from, -boxes);
    add(to, boxes);
  }

  private static void add(Shelf shelf, int boxes) throws InterruptedException {
    shelf.lock().lockInterruptibly();
    try {
      shelf.add(boxes);
    } finally {
      shelf.lock().unlock();
    }
  }
}
