package dev.weft.service.web;

import dev.weft.service.dashboard.PartTiming;
import dev.weft.service.dashboard.Timings;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// The `Server-Timing` header of an answer: for each part how long it took and when it began, and
/// the total, in milliseconds.
final class ServerTiming {
  private ServerTiming() {}

  static Map<String, String> header(Timings timings) {
    StringBuilder value = new StringBuilder();
    for (PartTiming part : timings.parts()) {
      value
          .append(part.part())
          .append(";dur=")
          .append(millis(part.duration()))
          .append(";desc=\"start=")
          .append(millis(part.start()))
          .append("\", ");
    }
    value.append("total;dur=").append(millis(timings.total()));
    return Map.of("Server-Timing", value.toString());
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e6);
  }
}
