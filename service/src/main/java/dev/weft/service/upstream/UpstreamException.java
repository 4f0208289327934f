package dev.weft.service.upstream;

/// A call of the upstream that failed. The message is the same for every failure of its kind, and
/// fit for the public; what really happened is the cause.
public final class UpstreamException extends Exception {
  private static final long serialVersionUID = 1L;

  /// How a call can fail.
  public enum Kind {
    /// It took longer than its budget.
    TIMED_OUT("the upstream took too long"),
    /// Nobody answered, or the connection broke.
    UNREACHABLE("the upstream cannot be reached"),
    /// It answered with another status than 200.
    BAD_STATUS("the upstream could not answer"),
    /// Its answer is too large or is not JSON.
    BAD_ANSWER("the upstream's answer cannot be used");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  private final Kind kind;

  UpstreamException(Kind kind, Throwable cause) {
    super(kind.text, cause);
    this.kind = kind;
  }

  /// How it failed.
  public Kind kind() {
    return kind;
  }
}
