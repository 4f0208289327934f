// refused: were worked on although there were more
import dev.weft.Tasks;
import dev.weft.lessons.exercise.BoundedBatch;
import java.util.ArrayList;
import java.util.List;

public final class MyBoundedBatch implements BoundedBatch {
  @Override
  public List<String> process(List<Integer> items, int concurrency, Work work)
      throws InterruptedException {
    List<String> results = new ArrayList<>();
    for (int i = 0; i < items.size(); i += concurrency) {
      results.addAll(
          Tasks.gather(
              items.subList(i, Math.min(i + concurrency, items.size())), work::process));
    }
    return results;
  }
}
