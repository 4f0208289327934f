package dev.weft.service.web;

import dev.weft.service.dashboard.PartTiming;
import dev.weft.service.dashboard.Timings;
import java.time.Duration;
import java.util.Map;

/// The `Server-Timing` header of an answer: for each part how long it took and when it began, and
/// the total, in milliseconds.
final class ServerTiming {
  private ServerTiming() {}

  static Map<String, String> header(Timings timings) {
    var value = new StringBuilder(256);
    for (PartTiming part : timings.parts()) {
      value.append(part.part()).append(";dur=");
      appendMillis(value, part.duration());
      value.append(";desc=\"start=");
      appendMillis(value, part.start());
      value.append("\", ");
    }
    value.append("total;dur=");
    appendMillis(value, timings.total());
    return Map.of("Server-Timing", value.toString());
  }

  // With three decimals; a formatter takes as long as all the rest of this.
  private static void appendMillis(StringBuilder value, Duration duration) {
    long micros = (duration.toNanos() + 500) / 1_000;
    int decimals = (int) (micros % 1_000);
    value.append(micros / 1_000).append('.');
    if (decimals < 100) {
      value.append('0');
    }
    if (decimals < 10) {
      value.append('0');
    }
    value.append(decimals);
  }
}
