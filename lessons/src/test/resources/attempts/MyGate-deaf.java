// refused: and waited on until
import dev.weft.lessons.exercise.Gate;
import java.util.concurrent.Semaphore;

public final class MyGate implements Gate {
  private final Semaphore permits = new Semaphore(2, true);

  @Override
  public void enter() {
    permits.acquireUninterruptibly();
  }

  @Override
  public void leave() {
    permits.release();
  }
}
