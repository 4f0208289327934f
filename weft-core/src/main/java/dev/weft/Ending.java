package dev.weft;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// What the end of an operation is to those who started it.
final class Ending {
  private static final System.Logger LOG = System.getLogger("dev.weft");

  private Ending() {}

  /// The outcome of an operation that threw in `scope`, seen from there by its own thread.
  static <T extends @Nullable Object> Outcome<T> threw(Scope scope, Throwable thrown) {
    Strand strand = scope.strand;
    Cancellation why = scope.cancellation();
    if (why == null || !strand.tellsOfCancellation(thrown)) {
      if (!(thrown instanceof CancelledException cancelled)) {
        return new Outcome.Failure<>(thrown);
      }
      why = cancelled.cancellation();
    }
    if (hidesFailure(strand, thrown)) {
      LOG.log(
          Level.WARNING, strand + " was cancelled; what failed beside it is suppressed", thrown);
    } else if (!strand.isThrownByWaits(thrown)) {
      // It may be a failure of its own with the interrupt as its cause, which nobody can tell.
      LOG.log(Level.DEBUG, strand + " was cancelled and ended with " + thrown);
    }
    return new Outcome.Cancelled<>(why);
  }

  /// Whether a failure of its own is suppressed on `thrown` or its causes, such as that of a
  /// clean-up.
  static boolean hidesFailure(Strand strand, Throwable thrown) {
    int depth = 0;
    for (Throwable t = thrown; t != null && depth < 64; t = t.getCause(), depth++) {
      for (Throwable other : t.getSuppressed()) {
        if (!strand.tellsOfCancellation(other)) {
          return true;
        }
      }
    }
    return false;
  }
}
