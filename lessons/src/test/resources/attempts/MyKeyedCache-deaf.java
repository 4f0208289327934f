// refused: who waited was cancelled after 50 ms, but ended after 1
import dev.weft.lessons.exercise.KeyedCache;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

public final class MyKeyedCache implements KeyedCache {
  private final Map<String, String> values = new ConcurrentHashMap<>();
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  @Override
  public String get(String key, Loader loader) throws IOException, InterruptedException {
    ReentrantLock lock = locks.computeIfAbsent(key, _ -> new ReentrantLock());
    lock.lock();
    try {
      // Whoever held the lock before has loaded it, or failed, or was cancelled.
      String known = values.get(key);
      if (known == null) {
        known = loader.load(key);
        values.put(key, known);
      }
      return known;
    } finally {
      lock.unlock();
    }
  }
}
