package dev.weft;

/// An operation that may block, fail with its own exception type and be cancelled.
///
/// `X` is inferred from the lambda: `RuntimeException` where nothing checked is thrown. Because
/// [InterruptedException] stands in the signature, a blocking call does not widen `X`; so a method
/// that takes an `Op<T, X>` and declares `throws X, InterruptedException` hands the caller exactly
/// what the operation throws.
///
/// @param <T> what the operation returns
/// @param <X> what it may fail with
@FunctionalInterface
public interface Op<T extends @org.jspecify.annotations.Nullable Object, X extends Exception> {

  /// Runs the operation.
  ///
  /// @return its result
  /// @throws X if the operation fails
  /// @throws InterruptedException if the operation is cancelled while it waits
  T call() throws X, InterruptedException;
}
