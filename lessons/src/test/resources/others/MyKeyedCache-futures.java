import dev.weft.lessons.exercise.KeyedCache;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

public final class MyKeyedCache implements KeyedCache {
  private final Map<String, CompletableFuture<String>> values = new ConcurrentHashMap<>();

  @Override
  public String get(String key, Loader loader) throws IOException, InterruptedException {
    while (true) {
      var mine = new CompletableFuture<String>();
      CompletableFuture<String> other = values.putIfAbsent(key, mine);
      if (other == null) {
        try {
          String value = loader.load(key);
          mine.complete(value);
          return value;
        } finally {
          if (!mine.isDone()) {
            values.remove(key);
            mine.completeExceptionally(new IOException("not loaded"));
          }
        }
      }
      try {
        return other.get();
      } catch (ExecutionException e) {
        // Who loaded it could not; the next one tries.
      }
    }
  }
}
