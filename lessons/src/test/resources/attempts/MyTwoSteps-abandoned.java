// refused: steps still at work: 1
import dev.weft.lessons.exercise.TwoSteps;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

public final class MyTwoSteps implements TwoSteps {
  @Override
  public String run(Step first, Step second) throws TooSlowException, InterruptedException {
    return within(FIRST, "first", first) + " " + within(SECOND, "second", second);
  }

  private static String within(Duration budget, String name, Step step)
      throws TooSlowException, InterruptedException {
    var answer = new FutureTask<>(step::run);
    Thread.startVirtualThread(answer);
    try {
      return answer.get(budget.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new TooSlowException(name);
    } catch (ExecutionException e) {
      throw (RuntimeException) e.getCause();
    }
  }
}
