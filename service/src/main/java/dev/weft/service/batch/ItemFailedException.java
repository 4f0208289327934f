package dev.weft.service.batch;

/// An item that failed; the message is for the public.
public final class ItemFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param reason why
  /// @param cause what was behind it
  public ItemFailedException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
