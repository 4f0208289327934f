package dev.weft.http;

/// Reading from the client's socket failed, as after a connection reset.
final class ReadFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  ReadFailedException(Throwable cause) {
    super("the connection to the client broke", cause);
  }
}
