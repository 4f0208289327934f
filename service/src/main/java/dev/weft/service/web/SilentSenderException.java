package dev.weft.service.web;

import java.time.Duration;

/// A client that has begun to send a body and sends nothing more.
final class SilentSenderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SilentSenderException(Duration silence, Throwable cause) {
    super("nothing of the body came for " + silence.toSeconds() + " s; send it faster", cause);
  }
}
