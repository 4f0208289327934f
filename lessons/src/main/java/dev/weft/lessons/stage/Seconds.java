package dev.weft.lessons.stage;

import java.util.Locale;

/// How times are written.
final class Seconds {
  private static final double NANOS = 1e9;

  private Seconds() {}

  /// For example `0.500 s`.
  static String of(long nanos) {
    return String.format(Locale.ROOT, "%.3f s", nanos / NANOS);
  }
}
