import dev.weft.lessons.exercise.SlidingRate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

public final class MySlidingRate implements SlidingRate {
  private static final long SECOND = 1_000_000_000;

  private final Semaphore mutex = new Semaphore(1, true);
  private final Deque<Long> calls = new ArrayDeque<>();

  @Override
  public void acquire() throws InterruptedException {
    mutex.acquire();
    try {
      long now = System.nanoTime();
      while (!calls.isEmpty() && now - calls.getFirst() >= SECOND) {
        calls.removeFirst();
      }
      if (calls.size() == 3) {
        TimeUnit.NANOSECONDS.sleep(calls.getFirst() + SECOND - now);
        acquire();
        return;
      }
      calls.addLast(now);
    } finally {
      mutex.release();
    }
  }
}
