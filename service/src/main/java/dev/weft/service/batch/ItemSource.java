package dev.weft.service.batch;

import org.jspecify.annotations.Nullable;

/// Where the items of a new batch come from, one after the other.
///
/// @param <X> what it may fail with
@FunctionalInterface
public interface ItemSource<X extends Exception> {

  /// Waits for the next item.
  ///
  /// @return the item, or null after the last one
  /// @throws X if there cannot be one; then there is no batch
  /// @throws InterruptedException if that is cancelled
  @Nullable String next() throws X, InterruptedException;
}
