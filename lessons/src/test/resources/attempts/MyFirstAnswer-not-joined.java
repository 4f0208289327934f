// refused: replicas still at it: 1
import dev.weft.lessons.exercise.FirstAnswer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

public final class MyFirstAnswer implements FirstAnswer {
  @Override
  public String ask(List<Replica> replicas, String question)
      throws IOException, InterruptedException {
    var pool = Executors.newVirtualThreadPerTaskExecutor();
    List<Callable<String>> calls =
        replicas.stream().<Callable<String>>map(replica -> () -> replica.ask(question)).toList();
    try {
      // It interrupts the others, and does not wait for them.
      return pool.invokeAny(calls);
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }
}
