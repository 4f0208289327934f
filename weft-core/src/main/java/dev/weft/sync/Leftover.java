package dev.weft.sync;

import dev.weft.Shield;
import java.lang.System.Logger.Level;
import java.time.Duration;

/// An item that nobody will receive.
final class Leftover {
  private static final System.Logger LOG = System.getLogger("dev.weft");
  private static final Duration BOUND = Duration.ofSeconds(10);

  private Leftover() {}

  /// Closes the item if it can be closed. An interrupt that is pending is withheld from it and
  /// comes back afterwards; what fails is logged.
  static void close(Object item, String channel) {
    if (!(item instanceof AutoCloseable closeable)) {
      return;
    }
    try {
      Shield.run(
          BOUND,
          () -> {
            boolean interrupted = Thread.interrupted();
            try {
              closeable.close();
            } finally {
              if (interrupted) {
                Thread.currentThread().interrupt();
              }
            }
            return null;
          });
    } catch (Throwable thrown) {
      if (thrown instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      LOG.log(Level.WARNING, "could not close an item that was left in " + channel, thrown);
    }
  }
}
