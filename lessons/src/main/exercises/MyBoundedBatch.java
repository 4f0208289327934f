import dev.weft.Tasks;
import dev.weft.lessons.exercise.BoundedBatch;
import java.util.List;

public final class MyBoundedBatch implements BoundedBatch {
  @Override
  public List<String> process(List<Integer> items, int concurrency, Work work)
      throws InterruptedException {
    return Tasks.gather(items, work::process);
  }
}
