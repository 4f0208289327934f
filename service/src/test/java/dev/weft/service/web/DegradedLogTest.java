package dev.weft.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DegradedLogTest {
  private final AtomicLong now = new AtomicLong(-5);
  private final Lines lines = new Lines();
  private final DegradedLog log = new DegradedLog(lines, now::get);
  private final Exception failure =
      new IllegalStateException("outer", new SQLException("no\n  Position: 3", "42P01"));

  @Test
  void failure_isItsRootOnOneLine() {
    log.note("stats", false, failure);
    assertThat(lines.messages)
        .containsExactly(
            "dashboard without \"stats\": java.sql.SQLException: no; Position: 3 (SQL state 42P01)");
    assertThat(lines.traces).containsExactly(failure);
  }

  @Test
  void trace_comesOncePerPartInTenSeconds() {
    for (String part : List.of("stats", "stats", "notifications", "stats")) {
      log.note(part, false, failure);
      now.addAndGet(Duration.ofSeconds(3).toNanos());
    }
    assertThat(lines.traces).isEqualTo(Arrays.asList(failure, null, failure, null));
    log.note("stats", false, failure);
    now.addAndGet(1);
    log.note("stats", false, failure);
    assertThat(lines.messages).hasSize(6);
    assertThat(lines.traces.subList(4, 6)).isEqualTo(Arrays.asList(failure, null));
  }

  @Test
  void latePart_hasNoTrace_andTakesNone() {
    log.note("stats", true, new IllegalStateException("deadline of 2 s exceeded"));
    log.note("stats", false, failure);
    assertThat(lines.messages.getFirst())
        .isEqualTo("dashboard without \"stats\": deadline of 2 s exceeded");
    assertThat(lines.traces).isEqualTo(Arrays.asList(null, failure));
  }

  /// Keeps what is logged.
  private static final class Lines implements System.Logger {
    final List<String> messages = new ArrayList<>();
    final List<@Nullable Throwable> traces = new ArrayList<>();

    @Override
    public String getName() {
      return "lines";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      messages.add(String.valueOf(message));
      traces.add(thrown);
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... parameters) {
      log(level, bundle, format, (Throwable) null);
    }
  }
}
