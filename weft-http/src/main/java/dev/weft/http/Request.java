package dev.weft.http;

import dev.weft.TaskGroup;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

// Everything is guarded by this. A reason that comes before the group is handed to it when it
// comes; one
// that comes after the group has ended does nothing (see TaskGroup). The first reason stays.
/// One request that is being answered, and the root of what it does.
final class Request {
  private final String name;
  private final long startedNanos = System.nanoTime();

  private @Nullable TaskGroup group;
  private @Nullable String reason;

  Request(String name) {
    this.name = name;
  }

  /// Says which group the request runs in; called first thing on its thread.
  synchronized void runsIn(TaskGroup root) {
    group = root;
    if (reason != null) {
      root.cancel(reason);
    }
  }

  /// Cancels everything that the request does.
  synchronized void cancel(String why) {
    if (reason == null) {
      reason = why;
      if (group != null) {
        group.cancel(why);
      }
    }
  }

  /// Why the request was cancelled, if it was.
  synchronized Optional<String> cancelled() {
    return Optional.ofNullable(reason);
  }

  String name() {
    return name;
  }

  long millis() {
    return (System.nanoTime() - startedNanos) / 1_000_000;
  }
}
