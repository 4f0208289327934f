package dev.weft.lessons.exercise;

/// An exercise is not solved: what is wrong, with its values, and a hint.
public final class NotYetException extends Exception {
  private static final long serialVersionUID = 1;

  public NotYetException(String message) {
    super(message);
  }

  public NotYetException(String message, Throwable cause) {
    super(message, cause);
  }
}
