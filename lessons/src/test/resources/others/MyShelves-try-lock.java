import dev.weft.lessons.exercise.Shelves;

public final class MyShelves implements Shelves {
  @Override
  public void move(Shelf from, Shelf to, int boxes) throws InterruptedException {
    while (!tryMove(from, to, boxes)) {
      Thread.sleep(1);
    }
  }

  private static boolean tryMove(Shelf from, Shelf to, int boxes) throws InterruptedException {
    from.lock().lockInterruptibly();
    try {
      if (!to.lock().tryLock()) {
        return false;
      }
      try {
        from.add(-boxes);
        to.add(boxes);
        return true;
      } finally {
        to.lock().unlock();
      }
    } finally {
      from.lock().unlock();
    }
  }
}
