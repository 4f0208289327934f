// refused: somebody else who waited for the same key ended with
import dev.weft.lessons.exercise.KeyedCache;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

public final class MyKeyedCache implements KeyedCache {
  private final Map<String, FutureTask<String>> values = new ConcurrentHashMap<>();

  @Override
  public String get(String key, Loader loader) throws IOException, InterruptedException {
    var mine = new FutureTask<>(() -> loader.load(key));
    FutureTask<String> other = values.putIfAbsent(key, mine);
    if (other == null) {
      mine.run();
      other = mine;
    }
    try {
      return other.get();
    } catch (ExecutionException e) {
      values.remove(key, other);
      if (e.getCause() instanceof InterruptedException interruption && other == mine) {
        throw interruption;
      }
      throw new IOException(e.getCause());
    }
  }
}
