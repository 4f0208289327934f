package dev.weft.lessons.stage;

/// Who watches a lesson while it is played. Called by any thread of the lesson.
public interface Audience {
  /// Nobody.
  Audience NONE = act -> {};

  /// An act begins, or something has happened in it, or it has ended.
  ///
  /// @param act where it stands
  void look(Progress act);
}
