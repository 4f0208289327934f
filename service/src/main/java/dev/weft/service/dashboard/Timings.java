package dev.weft.service.dashboard;

import dev.weft.Op;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// When each part of an answer was read; parts report from threads of their own.
public final class Timings {
  private final long begun = System.nanoTime();

  // Guarded by this.
  private final List<PartTiming> parts = new ArrayList<>();

  /// Runs a part and notes when it began and how long it took, also if it fails.
  <T, X extends Exception> T measure(String part, Op<T, X> op) throws X, InterruptedException {
    long start = System.nanoTime();
    try {
      return op.call();
    } finally {
      add(part, start, System.nanoTime());
    }
  }

  private synchronized void add(String part, long start, long end) {
    parts.add(new PartTiming(part, Duration.ofNanos(start - begun), Duration.ofNanos(end - start)));
  }

  /// The parts that have ended, in the order of their ends.
  public synchronized List<PartTiming> parts() {
    return List.copyOf(parts);
  }

  /// The time since the request began.
  public Duration total() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
