package dev.weft.lessons.stage;

import java.nio.charset.Charset;

/// How text is drawn.
///
/// @param isColoured with the colours of a terminal
/// @param isUnicode with blocks and signs that are not ASCII
public record Style(boolean isColoured, boolean isUnicode) {
  /// For files, pipes and tests.
  public static final Style PLAIN = new Style(false, false);

  private static final String ESCAPE = "\u001b[";

  /// What suits a stream.
  ///
  /// @param isTerminal whether somebody looks at it
  /// @param charset what it is written in
  public static Style of(boolean isTerminal, Charset charset) {
    return new Style(
        isTerminal && System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM")),
        isTerminal && charset.newEncoder().canEncode('█'));
  }

  private String colour(int code, String text) {
    return isColoured ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
  }

  /// What stands back.
  public String faint(String text) {
    return colour(90, text);
  }

  /// What stands out.
  public String strong(String text) {
    return colour(1, text);
  }

  /// What is as it should be.
  public String good(String text) {
    return colour(32, text);
  }

  /// What is not.
  public String bad(String text) {
    return colour(31, text);
  }

  String odd(String text) {
    return colour(33, text);
  }

  /// The colour of what ended like this.
  String end(End end, String text) {
    return switch (end) {
      case DONE -> good(text);
      case FAILED -> bad(text);
      case CANCELLED -> odd(text);
      case NEVER -> faint(text);
    };
  }
}
