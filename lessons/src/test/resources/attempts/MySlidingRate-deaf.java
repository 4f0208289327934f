// refused: was cancelled after
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
    // Whoever has it sleeps with it; the others wait behind, in their order.
    mutex.acquireUninterruptibly();
    try {
      if (calls.size() == 3) {
        TimeUnit.NANOSECONDS.sleep(calls.getFirst() + SECOND - System.nanoTime());
        calls.removeFirst();
      }
      calls.addLast(System.nanoTime());
    } finally {
      mutex.release();
    }
  }
}
