package dev.weft;

import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Values that nobody will receive: one that must be closed is closed, so that nothing leaks. For
/// combinators of one's own.
public final class Owned {
  private static final System.Logger LOG = System.getLogger("dev.weft");
  private static final Duration BOUND = Duration.ofSeconds(10);

  private Owned() {}

  /// Closes `value` if it is [AutoCloseable], shielded and within ten seconds, as by
  /// [#close(AutoCloseable, Duration)]; what fails is logged.
  ///
  /// @param value what nobody will receive
  /// @param owner who made it, for the log
  public static void close(@Nullable Object value, String owner) {
    if (value instanceof AutoCloseable closeable) {
      try {
        close(closeable, BOUND);
      } catch (Throwable t) {
        if (t instanceof InterruptedException) {
          // By somebody who does not use Weft: it is the caller's.
          Thread.currentThread().interrupt();
        }
        LOG.log(Level.WARNING, "could not close what nobody has received from " + owner, t);
      }
    }
  }

  /// Closes a resource, shielded and within a bound. An interrupt that is pending is withheld from
  /// it and comes back afterwards. When the bound runs out the close is named in the log with its
  /// stack and interrupted; it is waited for until it returns.
  ///
  /// @param resource what to close
  /// @param bound how long that may take until it is named in the log and interrupted
  /// @throws Exception what closing it throws
  /// @throws DeadlineExceededException if the bound runs out first
  public static void close(AutoCloseable resource, Duration bound) throws Exception {
    Shield.run(
        bound,
        () -> {
          boolean interrupted = Thread.interrupted();
          try {
            resource.close();
          } finally {
            if (interrupted) {
              Thread.currentThread().interrupt();
            }
          }
          return null;
        });
  }
}
