// refused: passed before caller
import dev.weft.lessons.exercise.SlidingRate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

public final class MySlidingRate implements SlidingRate {
  private static final long SECOND = 1_000_000_000;

  private final Deque<Long> calls = new ArrayDeque<>();

  @Override
  public void acquire() throws InterruptedException {
    long wait = 0;
    synchronized (this) {
      if (calls.size() == 3) {
        wait = calls.getFirst() + SECOND - System.nanoTime();
      }
    }
    TimeUnit.NANOSECONDS.sleep(wait);
    synchronized (this) {
      if (calls.size() == 3) {
        calls.removeFirst();
      }
      calls.addLast(System.nanoTime());
    }
  }
}
