package dev.weft;

import dev.weft.internal.Durations;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Lets clean-up finish although the task is cancelled, within a bound of its own.
///
/// Inside the shield the task is not cancelled: waits work, interrupts of Weft are withheld, outer
/// deadlines do not count. When the shield ends, an outer cancellation is back at once. When the
/// bound runs out, the stuck task is named in the log with its stack, and the clean-up is
/// cancelled, which interrupts it; it is waited for until it returns. So a bound ends what heeds an
/// interrupt, and nothing ends what does not. (Trio `CancelScope(shield=True)`.)
///
/// ```java
/// try {
///   work();
/// } finally {
///   Shield.run(Duration.ofSeconds(5), () -> { connection.rollback(); return null; });
/// }
/// ```
public final class Shield {
  private static final System.Logger LOG = System.getLogger("dev.weft");

  private Shield() {}

  /// Runs a clean-up on the calling thread, shielded from cancellation.
  ///
  /// @param bound how long it may take; more than zero
  /// @param op the clean-up
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if it fails
  /// @throws DeadlineExceededException if the bound runs out first
  /// @throws IllegalArgumentException if the bound is not positive; the clean-up does not run
  /// @throws InterruptedException if the thread is interrupted by somebody who does not use Weft
  public static <T extends @Nullable Object, X extends Exception> T run(Duration bound, Op<T, X> op)
      throws X, InterruptedException {
    if (!bound.isPositive()) {
      throw new IllegalArgumentException(
          "a shield with a bound of "
              + Durations.text(bound)
              + " would skip its clean-up; give it time");
    }
    return Deadline.shielded(bound, op);
  }

  /// Called by the timer, which must not wait for a log.
  static void reportExceeded(Strand strand, Deadline bound, StackTraceElement[] where) {
    var stack = new Throwable("stack of " + strand + " in its clean-up");
    stack.setStackTrace(where);
    String message =
        "a shielded clean-up of "
            + strand
            + " has not ended within its bound of "
            + Durations.text(bound.budget())
            + " and is cancelled";
    Timers.aside(() -> LOG.log(Level.WARNING, message, stack));
  }
}
