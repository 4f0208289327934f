package dev.weft;

import org.jspecify.annotations.Nullable;

/// An operation that knows its deadline. See [Deadline#within(java.time.Duration, DeadlineOp)].
///
/// @param <T> what it returns
/// @param <X> what it may fail with
@FunctionalInterface
public interface DeadlineOp<T extends @Nullable Object, X extends Exception> {

  /// Runs the operation.
  ///
  /// @param deadline the deadline that it runs under
  /// @return its result
  /// @throws X if it fails
  /// @throws InterruptedException if it is cancelled
  T call(Deadline deadline) throws X, InterruptedException;
}
