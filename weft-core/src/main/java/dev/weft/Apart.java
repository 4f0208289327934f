package dev.weft;

import dev.weft.internal.Sneaky;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Runs on a virtual thread of its own what could not be broken off on the calling one:
///
/// - on a platform thread the JDK's sockets do not heed an interrupt;
/// - in a call with a canceller nothing is interrupted, and a combinator that breaks off what it
///   has no need of must not break off the call around it.
final class Apart {
  private Apart() {}

  static boolean isNeeded() {
    if (!Thread.currentThread().isVirtual()) {
      return true;
    }
    Scope here = Strand.currentScope();
    return here != null && here.region != null;
  }

  /// Runs `op` as a child of the calling task if that is needed, otherwise by a call.
  ///
  /// @throws X if it fails
  /// @throws InterruptedException if the calling task is cancelled or its thread interrupted
  static <T extends @Nullable Object, X extends Exception> T call(String name, Op<T, X> op)
      throws X, InterruptedException {
    if (!isNeeded()) {
      return op.call();
    }
    var interrupted = new AtomicBoolean();
    Op<T, X> there =
        () -> {
          try {
            return op.call();
          } finally {
            interrupted.set(Objects.requireNonNull(Strand.current()).takeForeignInterrupt());
          }
        };
    Task<T> apart = TaskGroup.open(name, FailurePolicy.KEEP, group -> group.start(name, there));
    if (interrupted.get()) {
      // Left behind by the operation, as it would have been here.
      Thread.currentThread().interrupt();
    }
    if (apart.outcome() instanceof Outcome.Failure<T>(var cause)) {
      throw Sneaky.<X>rethrow(
          cause instanceof InterruptedException
              ? new TaskFailedException(name, apart, cause)
              : cause);
    }
    return apart.result();
  }
}
