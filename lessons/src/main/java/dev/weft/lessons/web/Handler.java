package dev.weft.lessons.web;

/// Answers requests.
@FunctionalInterface
public interface Handler {

  /// Answers one.
  ///
  /// @param path the path that was asked for
  /// @return the answer
  /// @throws InterruptedException if the request is cancelled
  Reply answer(String path) throws InterruptedException;
}
