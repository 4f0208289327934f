import dev.weft.lessons.exercise.KeyedCache;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

public final class MyKeyedCache implements KeyedCache {
  private final Map<String, String> values = new ConcurrentHashMap<>();

  @Override
  public String get(String key, Loader loader) throws IOException, InterruptedException {
    String known = values.get(key);
    if (known == null) {
      known = loader.load(key);
      values.put(key, known);
    }
    return known;
  }
}
