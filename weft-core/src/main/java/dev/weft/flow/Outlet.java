package dev.weft.flow;

import dev.weft.CancelledException;
import org.jspecify.annotations.Nullable;

/// Where the items of one run go. By default nothing is done with them.
interface Outlet<I extends @Nullable Object, R extends @Nullable Object> {

  /// Waits until another item may be pulled. Called before each, by one worker at a time.
  default void reserve() throws CancelledException {}

  /// An item was pulled. Called in the order of the source, as [#reserve()] is.
  default void pulled(Slot<I, R> slot) {}

  /// The source has no more. Called as [#reserve()] is.
  default void exhausted() {}

  /// Its operation has ended. Called by several workers at once; must not block.
  default void ended(Slot<I, R> slot) {}

  /// Closes the results that nobody has received and nobody will, and reports the failures if
  /// nobody was told of them. Called when no worker is left.
  default void abandon(String title, boolean failuresAreUnseen) {}
}
