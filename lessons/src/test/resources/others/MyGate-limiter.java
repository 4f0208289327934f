import dev.weft.lessons.exercise.Gate;
import dev.weft.sync.Limiter;

public final class MyGate implements Gate {
  private final Limiter permits = Limiter.of(2);

  @Override
  public void enter() throws InterruptedException {
    permits.acquire();
  }

  @Override
  public void leave() {
    permits.release();
  }
}
