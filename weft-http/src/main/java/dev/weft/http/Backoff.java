package dev.weft.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;

/// How long to wait before a call is repeated.
final class Backoff {
  private static final long FIRST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 5_000;
  private static final int DOUBLINGS = 6;

  private Backoff() {}

  /// A random time, of up to 100 ms after the first attempt and twice as much after each other; as
  /// long at least as the server wants it.
  static Duration after(int attempt, Duration retryAfter) {
    long most = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(attempt - 1, DOUBLINGS));
    Duration drawn = Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1));
    return drawn.compareTo(retryAfter) < 0 ? retryAfter : drawn;
  }

  /// The `Retry-After` of an answer (RFC 9110, section 10.2.3), in seconds or as a date; zero if
  /// there is none that can be read.
  static Duration retryAfter(HttpHeaders headers) {
    String text = headers.firstValue("Retry-After").orElse("").strip();
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant at = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
      Duration until = Duration.between(Instant.now(), at);
      return until.isNegative() ? Duration.ZERO : until;
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }
}
