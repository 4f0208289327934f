package dev.weft;

import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Values that nobody will receive: one that must be closed is closed, so that nothing leaks.
final class Owned {
  private static final System.Logger LOG = System.getLogger("dev.weft");
  private static final Duration BOUND = Duration.ofSeconds(10);

  private Owned() {}

  static void close(@Nullable Object value, String owner) {
    if (!(value instanceof AutoCloseable closeable)) {
      return;
    }
    try {
      Shield.run(
          BOUND,
          () -> {
            closeable.close();
            return null;
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.log(Level.WARNING, "could not close the undelivered result of " + owner, e);
    }
  }
}
