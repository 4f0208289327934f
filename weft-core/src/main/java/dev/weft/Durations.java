package dev.weft;

import java.time.Duration;

/// Durations as people write them.
final class Durations {
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

  private Durations() {}

  /// Nanoseconds that can be added to [System#nanoTime()]: none for a negative duration, 73 years
  /// for a longer one.
  static long nanos(Duration duration) {
    return duration.isNegative()
        ? 0
        : (duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toNanos();
  }

  static String text(Duration duration) {
    long nanos;
    try {
      nanos = duration.toNanos();
    } catch (ArithmeticException e) {
      return duration.toSeconds() + " s";
    }
    if (nanos % 1_000_000_000 == 0) {
      return nanos / 1_000_000_000 + " s";
    }
    if (nanos % 1_000_000 == 0) {
      return nanos / 1_000_000 + " ms";
    }
    return nanos % 1_000 == 0 ? nanos / 1_000 + " µs" : nanos + " ns";
  }
}
