package dev.weft.lessons;

/// One example: the same program in all modes, in acts.
@FunctionalInterface
public interface Lesson {

  /// Plays it, on the stage that it was made with.
  ///
  /// @throws Exception if it fails otherwise than it should
  void play() throws Exception;
}
