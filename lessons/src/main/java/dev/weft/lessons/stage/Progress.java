package dev.weft.lessons.stage;

/// An act that is being played; may be asked at any time.
public interface Progress {

  /// What is known of it by now. Bars that have not ended go on to now.
  Act now();

  /// Whether it is over.
  boolean isOver();
}
