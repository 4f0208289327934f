package dev.weft.lessons.stage;

/// What an act is there for.
public enum Kind {
  /// The base line of the measurements: one call after the other.
  SEQUENTIAL("one after the other"),
  /// How it is often written, and what goes wrong then.
  WRONG("wrong"),
  RIGHT("right");

  private final String title;

  Kind(String title) {
    this.title = title;
  }

  /// As it stands in front of a heading.
  public String title() {
    return title;
  }
}
