package dev.weft.flow;

import org.jspecify.annotations.Nullable;

/// A [dev.weft.ItemOp] that returns nothing.
///
/// @param <I> the item
/// @param <X> what it may fail with
@FunctionalInterface
public interface ItemAction<I extends @Nullable Object, X extends Exception> {

  /// Does it.
  ///
  /// @param item the item
  /// @throws X if it fails
  /// @throws InterruptedException if it is cancelled while it waits
  void run(I item) throws X, InterruptedException;
}
