package dev.weft.service.upstream;

import java.time.Duration;

/// So many wait for the upstream already that one more would wait too long.
public final class UpstreamBusyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  UpstreamBusyException(Duration retryAfter) {
    super("too many calls wait for their turn at the upstream; try again later");
    this.retryAfter = retryAfter;
  }

  /// When there will probably be room again.
  public Duration retryAfter() {
    return retryAfter;
  }
}
