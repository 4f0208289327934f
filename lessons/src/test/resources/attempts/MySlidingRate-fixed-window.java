// refused: within any second it may be three
import dev.weft.lessons.exercise.SlidingRate;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

public final class MySlidingRate implements SlidingRate {
  private static final long SECOND = 1_000_000_000;

  private final Semaphore mutex = new Semaphore(1, true);
  private long window = System.nanoTime();
  private int calls;

  @Override
  public void acquire() throws InterruptedException {
    mutex.acquire();
    try {
      if (calls == 3) {
        TimeUnit.NANOSECONDS.sleep(window + SECOND - System.nanoTime());
      }
      if (System.nanoTime() - window >= SECOND) {
        window = System.nanoTime();
        calls = 0;
      }
      calls++;
    } finally {
      mutex.release();
    }
  }
}
