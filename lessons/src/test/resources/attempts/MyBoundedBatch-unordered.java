// refused: the results are not those of the items, in their order
import dev.weft.Tasks;
import dev.weft.lessons.exercise.BoundedBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;

public final class MyBoundedBatch implements BoundedBatch {
  @Override
  public List<String> process(List<Integer> items, int concurrency, Work work)
      throws InterruptedException {
    var permits = new Semaphore(concurrency);
    List<String> results = Collections.synchronizedList(new ArrayList<>());
    Tasks.gather(
        items,
        item -> {
          permits.acquire();
          try {
            return results.add(work.process(item));
          } finally {
            permits.release();
          }
        });
    return results;
  }
}
