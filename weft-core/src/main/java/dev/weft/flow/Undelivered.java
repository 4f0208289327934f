package dev.weft.flow;

import dev.weft.Outcome;
import dev.weft.Owned;
import dev.weft.internal.ClosedOnce;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// What becomes of an outcome that nobody has received and nobody will: a result is closed, and a
/// failure is logged if nobody was told of it.
final class Undelivered {
  private static final System.Logger LOG = System.getLogger("dev.weft");

  private Undelivered() {}

  static void dispose(
      @Nullable Outcome<?> end, String title, boolean failureIsUnseen, ClosedOnce closed) {
    if (end instanceof Outcome.Success<?>(var value)) {
      if (closed.isDue(value)) {
        Owned.close(value, title);
      }
    } else if (failureIsUnseen && end instanceof Outcome.Failure<?>(var cause)) {
      LOG.log(Level.WARNING, title + " failed and nobody looked at it", cause);
    }
  }
}
