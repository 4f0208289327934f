// refused: were inside at a time
import dev.weft.lessons.exercise.Gate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

public final class MyGate implements Gate {
  private final Deque<CountDownLatch> waiting = new ArrayDeque<>();
  private int free = 2;

  @Override
  public void enter() throws InterruptedException {
    var turn = new CountDownLatch(1);
    synchronized (this) {
      if (free > 0) {
        free--;
        return;
      }
      waiting.add(turn);
    }
    try {
      turn.await();
    } catch (InterruptedException e) {
      synchronized (this) {
        waiting.remove(turn);
      }
      leave();
      throw e;
    }
  }

  @Override
  public synchronized void leave() {
    CountDownLatch next = waiting.poll();
    if (next == null) {
      free++;
    } else {
      // The permit is the next one's now.
      next.countDown();
    }
  }
}
