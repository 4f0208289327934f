package dev.weft.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

// 1. The thread is interrupted only between attach() and detach(): both take the monitor, so no
//    cancellation is in flight when detach() has returned.
// 2. The first reason stays.
/// One request that is being answered.
final class Request {
  private final String name;
  private final long startedNanos = System.nanoTime();

  // Guarded by this.
  private @Nullable Thread thread;
  private @Nullable String reason;

  Request(String name) {
    this.name = name;
  }

  synchronized void attach(Thread to) {
    thread = to;
    if (reason != null) {
      to.interrupt();
    }
  }

  synchronized void detach() {
    thread = null;
  }

  /// Cancels everything that the request does.
  ///
  /// @return false if it was cancelled before
  synchronized boolean cancel(String why) {
    if (reason != null) {
      return false;
    }
    reason = why;
    if (thread != null) {
      thread.interrupt();
    }
    return true;
  }

  synchronized Optional<String> cancelled() {
    return Optional.ofNullable(reason);
  }

  long millis() {
    return (System.nanoTime() - startedNanos) / 1_000_000;
  }

  @Override
  public String toString() {
    return name;
  }
}
