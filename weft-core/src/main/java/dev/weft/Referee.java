package dev.weft;

import org.jspecify.annotations.Nullable;

/// What a combinator makes of how its operations end.
///
/// @param <T> what the operations return
@FunctionalInterface
interface Referee<T extends @Nullable Object> {

  /// Called once for each operation that has ended, by the thread that ran it; several threads may
  /// be here at once. True if the rest is not needed any more and is to be cancelled.
  boolean decides(int index, Outcome<T> end);

  /// Called when all have ended: the failure that the combinator ends with, if any. It comes before
  /// a cancellation of the caller.
  default @Nullable Throwable conclude(Crew<T> crew) {
    return null;
  }

  /// Called when the combinator throws instead of giving its caller what the operations returned:
  /// nothing of that is to be lost.
  default void abandon(Crew<T> crew, Throwable thrown) {
    crew.closeValues();
    if (thrown instanceof InterruptedException) {
      crew.reportFailures();
    }
  }
}
