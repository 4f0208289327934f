package dev.weft.service.web;

import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Tells the log which parts dashboards had to do without, and why: a line an occurrence, and a
/// stack trace for a part at most every ten seconds. A table that is missing fails thousands of
/// dashboards in the same way, and a log full of one trace hides all others.
final class DegradedLog {
  private static final long TRACE_NANOS = Duration.ofSeconds(10).toNanos();

  private final System.Logger log;
  private final LongSupplier nanoTime;
  private final Map<String, Long> lastTraces = new ConcurrentHashMap<>();

  DegradedLog(System.Logger log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
  }

  /// Notes one occurrence; `late` parts have no trace, for the stack of a wait says nothing.
  void note(String part, boolean late, Throwable cause) {
    String what = "dashboard without \"" + part + "\": ";
    if (late) {
      log.log(Level.WARNING, what + cause.getMessage());
    } else {
      log.log(Level.WARNING, what + root(cause), traceIsDue(part) ? cause : null);
    }
  }

  private boolean traceIsDue(String part) {
    long now = nanoTime.getAsLong();
    long chosen =
        lastTraces.merge(
            part, now, (last, candidate) -> candidate - last < TRACE_NANOS ? last : candidate);
    // Of two that come at the same nanosecond both may have their trace.
    return chosen == now;
  }

  /// The innermost cause on one line, with the SQL state where it has one.
  private static String root(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
      root = root.getCause();
    }
    String text = root.toString().strip().replaceAll("\\s*\\R\\s*", "; ");
    return root instanceof SQLException sql
        ? text + " (SQL state " + sql.getSQLState() + ")"
        : text;
  }
}
