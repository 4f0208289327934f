// refused: was changed without its lock
import dev.weft.lessons.exercise.Shelves;

public final class MyShelves implements Shelves {
  @Override
  public synchronized void move(Shelf from, Shelf to, int boxes) throws InterruptedException {
    from.add(-boxes);
    to.add(boxes);
  }
}
