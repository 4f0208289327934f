package dev.weft.internal;

import java.time.Duration;

/// Durations as people write them.
public final class Durations {
  /// What counts as for ever: more than seventy years.
  public static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

  private Durations() {}

  /// Nanoseconds that can be added to [System#nanoTime()]: none for a negative duration, those of
  /// [#LONGEST] for a longer one.
  ///
  /// @param duration the duration
  /// @return its nanoseconds
  public static long nanos(Duration duration) {
    return duration.isNegative()
        ? 0
        : (duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toNanos();
  }

  /// A duration as people write it, in its largest whole unit.
  ///
  /// @param duration the duration
  /// @return its text, for example `250 ms`
  public static String text(Duration duration) {
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
