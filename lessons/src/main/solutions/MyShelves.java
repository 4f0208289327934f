import dev.weft.lessons.exercise.Shelves;

public final class MyShelves implements Shelves {
  @Override
  public void move(Shelf from, Shelf to, int boxes) throws InterruptedException {
    // All take the locks in the same order, so nobody who holds the higher one waits for the lower.
    Shelf low = from.number() < to.number() ? from : to;
    Shelf high = low == from ? to : from;
    low.lock().lockInterruptibly();
    try {
      high.lock().lockInterruptibly();
      try {
        from.add(-boxes);
        to.add(boxes);
      } finally {
        high.lock().unlock();
      }
    } finally {
      low.lock().unlock();
    }
  }
}
