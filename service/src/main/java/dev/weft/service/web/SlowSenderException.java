package dev.weft.service.web;

import java.time.Duration;

/// A client that has begun to send a body and sends nothing more, or next to nothing.
final class SlowSenderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SlowSenderException(long bytesPerSecond, Duration patience, Throwable cause) {
    super(
        "the body was awaited for %d s longer than %d bytes a second would take; send it faster"
            .formatted(patience.toSeconds(), bytesPerSecond),
        cause);
  }
}
