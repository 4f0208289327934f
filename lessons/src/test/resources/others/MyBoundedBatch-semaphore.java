import dev.weft.Tasks;
import dev.weft.lessons.exercise.BoundedBatch;
import java.util.List;
import java.util.concurrent.Semaphore;

public final class MyBoundedBatch implements BoundedBatch {
  @Override
  public List<String> process(List<Integer> items, int concurrency, Work work)
      throws InterruptedException {
    var permits = new Semaphore(concurrency);
    return Tasks.gather(
        items,
        item -> {
          permits.acquire();
          try {
            return work.process(item);
          } finally {
            permits.release();
          }
        });
  }
}
