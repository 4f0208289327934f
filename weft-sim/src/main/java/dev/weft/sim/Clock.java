package dev.weft.sim;

import java.util.Locale;

/// Moments of the virtual clock as text.
final class Clock {
  private Clock() {}

  /// Seconds since the beginning, to the nanosecond where that says anything.
  static String text(long nanos) {
    String digits = String.format(Locale.ROOT, "%09d", nanos % 1_000_000_000L);
    String fraction = digits.endsWith("000000") ? digits.substring(0, 3) : digits;
    return nanos / 1_000_000_000L + "." + fraction + "s";
  }
}
