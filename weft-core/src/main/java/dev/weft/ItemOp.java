package dev.weft;

import org.jspecify.annotations.Nullable;

/// An [Op] on an item.
///
/// @param <I> the item
/// @param <T> what the operation returns
/// @param <X> what it may fail with
@FunctionalInterface
public interface ItemOp<
    I extends @Nullable Object, T extends @Nullable Object, X extends Exception> {

  /// Runs the operation.
  ///
  /// @param item the item
  /// @return its result
  /// @throws X if the operation fails
  /// @throws InterruptedException if the operation is cancelled while it waits
  T call(I item) throws X, InterruptedException;
}
