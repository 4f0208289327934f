import dev.weft.lessons.exercise.FirstAnswer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;

public final class MyFirstAnswer implements FirstAnswer {
  @Override
  public String ask(List<Replica> replicas, String question) {
    var pool = Executors.newVirtualThreadPerTaskExecutor();
    var answers =
        replicas.stream()
            .map(replica -> CompletableFuture.supplyAsync(() -> ask(replica, question), pool))
            .toArray(CompletableFuture<?>[]::new);
    return (String) CompletableFuture.anyOf(answers).join();
  }

  private static String ask(Replica replica, String question) {
    try {
      return replica.ask(question);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }
}
