// refused: a deadline of 100 ms around run() expired, but run() threw
import dev.weft.Deadline;
import dev.weft.lessons.exercise.TwoSteps;
import java.time.Duration;

public final class MyTwoSteps implements TwoSteps {
  @Override
  public String run(Step first, Step second) throws TooSlowException {
    return within(FIRST, "first", first) + " " + within(SECOND, "second", second);
  }

  private static String within(Duration budget, String name, Step step) throws TooSlowException {
    try {
      return Deadline.<String, TooSlowException>within(
          budget,
          step::run,
          () -> {
            throw new TooSlowException(name);
          });
    } catch (InterruptedException e) {
      throw new TooSlowException(name);
    }
  }
}
