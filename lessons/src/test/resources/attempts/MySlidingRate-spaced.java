// refused: whom did it wait for?
import dev.weft.lessons.exercise.SlidingRate;
import java.util.concurrent.Semaphore;

public final class MySlidingRate implements SlidingRate {
  private final Semaphore mutex = new Semaphore(1, true);

  @Override
  public void acquire() throws InterruptedException {
    mutex.acquire();
    try {
      Thread.sleep(334);
    } finally {
      mutex.release();
    }
  }
}
