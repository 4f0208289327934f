package dev.weft;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Resources that are closed in the reverse order of their opening, each shielded and within a
/// bound. Confined to one thread.
final class ResourceStack {
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(10);

  private final Deque<Entry> entries = new ArrayDeque<>();

  private record Entry(String name, AutoCloseable resource) {}

  void push(String name, AutoCloseable resource) {
    entries.push(new Entry(name, resource));
  }

  /// Closes all of them, whatever fails, and returns the failures.
  List<Exception> close() {
    List<Exception> failures = new ArrayList<>();
    boolean interrupted = false;
    while (!entries.isEmpty()) {
      Entry entry = entries.pop();
      try {
        Owned.close(entry.resource(), CLOSE_BOUND);
      } catch (Throwable t) {
        interrupted |= t instanceof InterruptedException;
        failures.add(
            new IllegalStateException(
                "could not close \"" + entry.name() + "\": " + TaskFailedException.text(t), t));
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return failures;
  }
}
