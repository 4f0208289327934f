package dev.weft.http;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A call that failed in another way than by its deadline. The message is for the log: it can
/// repeat what the server said.
public final class HttpCallException extends IOException {
  private static final long serialVersionUID = 1L;

  /// How a call can fail.
  public enum Kind {
    /// Nobody listens there, the name is not known, or it cannot be trusted (TLS).
    UNREACHABLE,
    /// The connection ended before the answer did.
    BROKEN_OFF,
    /// The server answered with a status that is none of success.
    BAD_STATUS,
    /// The body is larger than the caller wants.
    TOO_LARGE
  }

  private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

  private final Kind kind;
  private final int status;
  private final Duration retryAfter;

  HttpCallException(
      Kind kind, int status, Duration retryAfter, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /// How it failed.
  ///
  /// @return the kind
  public Kind kind() {
    return kind;
  }

  /// What the server answered.
  ///
  /// @return the status, if it is that what was wrong
  public OptionalInt status() {
    return kind == Kind.BAD_STATUS ? OptionalInt.of(status) : OptionalInt.empty();
  }

  /// How long the server wants to be left alone.
  Duration retryAfter() {
    return retryAfter;
  }

  /// Whether another attempt may end better.
  boolean mayPass() {
    return switch (kind) {
      case UNREACHABLE, BROKEN_OFF -> true;
      case BAD_STATUS -> PASSING.contains(status);
      case TOO_LARGE -> false;
    };
  }
}
