package dev.weft.service.dashboard;

import org.jspecify.annotations.Nullable;

/// Reads parts: each on a connection of its own, so that they can be read side by side.
interface PartReader {

  /// Reads a part.
  ///
  /// @throws X if that fails
  /// @throws InterruptedException if it is cancelled
  <T extends @Nullable Object, X extends Exception> T read(Part<T, X> part)
      throws X, InterruptedException;

  /// A part, given the statements to read it with.
  ///
  /// @param <T> what it is
  /// @param <X> what it may fail with
  @FunctionalInterface
  interface Part<T extends @Nullable Object, X extends Exception> {

    /// Reads it.
    ///
    /// @throws X if that fails
    T from(UserReads reads) throws X;
  }
}
