package dev.weft.lessons.stage;

/// A part of a program that returns nothing.
///
/// @param <X> what it may fail with
@FunctionalInterface
public interface Action<X extends Exception> {

  /// Runs it.
  ///
  /// @throws X if it fails
  /// @throws InterruptedException if it is cancelled
  void run() throws X, InterruptedException;
}
