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
    List<Callable<String>> calls =
        replicas.stream().<Callable<String>>map(replica -> () -> replica.ask(question)).toList();
    // It interrupts the others, and its close waits for them.
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      return pool.invokeAny(calls);
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }
}
