// refused: a time-out is not always yours
import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.lessons.exercise.TwoSteps;

public final class MyTwoSteps implements TwoSteps {
  @Override
  public String run(Step first, Step second) throws TooSlowException, InterruptedException {
    String name = "first";
    try {
      String one = Deadline.within(FIRST, first::run);
      name = "second";
      return one + " " + Deadline.within(SECOND, second::run);
    } catch (DeadlineExceededException e) {
      throw new TooSlowException(name);
    }
  }
}
