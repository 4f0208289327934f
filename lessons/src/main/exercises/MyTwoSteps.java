import dev.weft.Deadline;
import dev.weft.lessons.exercise.TwoSteps;

public final class MyTwoSteps implements TwoSteps {
  @Override
  public String run(Step first, Step second) throws TooSlowException {
    try {
      String one = Deadline.within(FIRST, first::run);
      String two = Deadline.within(SECOND, second::run);
      return one + " " + two;
    } catch (Exception e) {
      throw new TooSlowException("a step");
    }
  }
}
