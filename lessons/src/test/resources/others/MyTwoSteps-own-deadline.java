import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.lessons.exercise.TwoSteps;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

public final class MyTwoSteps implements TwoSteps {
  @Override
  public String run(Step first, Step second) throws TooSlowException, InterruptedException {
    return within(FIRST, "first", first) + " " + within(SECOND, "second", second);
  }

  private static String within(Duration budget, String name, Step step)
      throws TooSlowException, InterruptedException {
    var own = new AtomicReference<Deadline>();
    try {
      return Deadline.within(
          budget,
          deadline -> {
            own.set(deadline);
            return step.run();
          });
    } catch (DeadlineExceededException e) {
      if (e.deadline() != own.get()) {
        throw e;
      }
      throw new TooSlowException(name);
    }
  }
}
