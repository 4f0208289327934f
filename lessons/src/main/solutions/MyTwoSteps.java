import dev.weft.Deadline;
import dev.weft.lessons.exercise.TwoSteps;
import java.time.Duration;

public final class MyTwoSteps implements TwoSteps {
  @Override
  public String run(Step first, Step second) throws TooSlowException, InterruptedException {
    return within(FIRST, "first", first) + " " + within(SECOND, "second", second);
  }

  private static String within(Duration budget, String name, Step step)
      throws TooSlowException, InterruptedException {
    // What comes last is done when this deadline expires, and no other.
    return Deadline.<String, TooSlowException>within(
        budget,
        step::run,
        () -> {
          throw new TooSlowException(name);
        });
  }
}
