package dev.weft.sync;

import org.jspecify.annotations.Nullable;

/// A channel is closed: nothing can be sent any more, and nothing is left to be received.
///
/// Its cause is the failure that the channel was closed with; without one it was closed because its
/// senders had done their work.
public final class ChannelClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ChannelClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
