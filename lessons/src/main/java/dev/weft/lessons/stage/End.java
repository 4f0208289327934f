package dev.weft.lessons.stage;

/// How what a bar stands for has ended.
public enum End {
  DONE('+', '✓'),
  FAILED('x', '✗'),
  CANCELLED('-', '⊘'),
  /// Not before the act was over.
  NEVER('>', '…');

  private final char plain;
  private final char drawn;

  End(char plain, char drawn) {
    this.plain = plain;
    this.drawn = drawn;
  }

  char sign(Style style) {
    return style.isUnicode() ? drawn : plain;
  }
}
