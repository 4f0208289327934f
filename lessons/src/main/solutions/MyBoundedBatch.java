import dev.weft.flow.Batch;
import dev.weft.lessons.exercise.BoundedBatch;
import java.util.List;

public final class MyBoundedBatch implements BoundedBatch {
  @Override
  public List<String> process(List<Integer> items, int concurrency, Work work)
      throws InterruptedException {
    return Batch.over(items).concurrency(concurrency).map(work::process);
  }
}
