import dev.weft.lessons.exercise.Shelves;

public final class MyShelves implements Shelves {
  @Override
  public void move(Shelf from, Shelf to, int boxes) throws InterruptedException {
    from.lock().lockInterruptibly();
    try {
      to.lock().lockInterruptibly();
      try {
        from.add(-boxes);
        to.add(boxes);
      } finally {
        to.lock().unlock();
      }
    } finally {
      from.lock().unlock();
    }
  }
}
