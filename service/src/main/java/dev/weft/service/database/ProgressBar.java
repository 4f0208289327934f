package dev.weft.service.database;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;

/// A bar that grows on a terminal, and a few plain lines where the output is a file or a pipe.
public final class ProgressBar implements Progress {

  private static final int WIDTH = 30;
  private static final long REDRAW_NANOS = 100_000_000;
  private static final int PLAIN_STEP_PERCENT = 25;
  private static final String CLEAR_LINE = "\r\u001B[K";

  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private long begun;
  private long drawn;
  private long total = 1;
  private int users;
  private int nextPercent = PLAIN_STEP_PERCENT;

  ProgressBar(PrintStream out, boolean terminal, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  /// A bar on standard output if that is a terminal, plain lines if not.
  @SuppressWarnings("SystemConsoleNull") // null again without a terminal since JDK 25 (JDK-8351435)
  public static ProgressBar onStandardOutput() {
    Console console = System.console();
    boolean terminal =
        console != null && console.isTerminal() && !Objects.equals(System.getenv("TERM"), "dumb");
    return new ProgressBar(System.out, terminal, System::nanoTime);
  }

  @Override
  public void reached(Step step) {
    switch (step) {
      case Step.Begun(int newUsers, long rows) -> begin(newUsers, rows);
      case Step.Loaded(String table, long rows) -> loaded(table, rows);
      case Step.Finishing(String work) -> finishing(work);
      case Step.Done() -> done();
      case Step.Failed() -> clear();
    }
  }

  private void begin(int newUsers, long rows) {
    begun = nanoTime.getAsLong();
    drawn = begun - REDRAW_NANOS;
    total = rows;
    users = newUsers;
    nextPercent = PLAIN_STEP_PERCENT;
    if (!terminal) {
      line("loading " + count(rows) + " rows for " + count(newUsers) + " users");
    }
  }

  private void loaded(String table, long rows) {
    int percent = (int) (rows * 100 / total);
    if (terminal) {
      long now = nanoTime.getAsLong();
      if (now - drawn >= REDRAW_NANOS) {
        drawn = now;
        bar(percent, count(rows) + " of " + count(total) + " rows · " + table);
      }
    } else if (percent >= nextPercent && percent < 100) {
      nextPercent = percent - percent % PLAIN_STEP_PERCENT + PLAIN_STEP_PERCENT;
      line(percent + " % · " + count(rows) + " rows");
    }
  }

  private void finishing(String work) {
    if (terminal) {
      bar(100, count(total) + " rows · " + work);
    } else {
      line("100 % · " + work);
    }
  }

  private void done() {
    clear();
    double seconds = (nanoTime.getAsLong() - begun) / 1e9;
    line(
        "loaded "
            + count(total)
            + " rows for "
            + count(users)
            + " users in "
            + String.format(Locale.ROOT, "%.1f s", seconds));
  }

  private void bar(int percent, String facts) {
    int full = WIDTH * percent / 100;
    String bar = "━".repeat(full) + "╌".repeat(WIDTH - full);
    out.print(CLEAR_LINE + bar + " %3d %% ".formatted(percent) + facts);
    out.flush();
  }

  private void clear() {
    if (terminal) {
      out.print(CLEAR_LINE);
    }
  }

  private void line(String text) {
    out.println(text);
    out.flush();
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
