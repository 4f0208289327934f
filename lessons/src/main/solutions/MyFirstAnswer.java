import dev.weft.Tasks;
import dev.weft.lessons.exercise.FirstAnswer;
import java.io.IOException;
import java.util.List;

public final class MyFirstAnswer implements FirstAnswer {
  @Override
  public String ask(List<Replica> replicas, String question)
      throws IOException, InterruptedException {
    return Tasks.race(replicas, replica -> replica.ask(question));
  }
}
