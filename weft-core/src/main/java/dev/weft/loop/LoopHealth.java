package dev.weft.loop;

import dev.weft.internal.Durations;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

// The watchdog sees turns of the loop, not runs. At half the limit it asks the carrier to end the
// turn after the present run (watchTurn); so a turn that is still the same at the limit, and in
// which no run has ended since, is that of one long run. Its clock is that of the turn: short runs
// before it count with it.
//
// `endedTurn` and `endedNanos` are written by the carrier before it publishes the next turn, for
// turns that are watched, and read by the watchdog when it sees that there is a next one.
//
// Defended by LoopHealthTest.
/// Notices the virtual threads that keep a loop for long.
final class LoopHealth implements Watchdog.Watched {
  private static final System.Logger LOG = System.getLogger("dev.weft");

  private final LoopScheduler scheduler;
  private final LoopOptions options;
  private final long limit;

  private long endedTurn = LoopScheduler.IDLE;
  private long endedNanos;

  // Used by the watchdog alone.
  private long turn = LoopScheduler.IDLE;
  private long began;
  private boolean watching;
  private long run;

  // Written by the watchdog.
  private volatile @Nullable LongRun reported;

  private volatile boolean closing;

  LoopHealth(LoopScheduler scheduler, LoopOptions options) {
    this.scheduler = scheduler;
    this.options = options;
    this.limit = Durations.nanos(options.longRun());
  }

  void open() {
    Watchdog.watch(this);
  }

  /// Looks no longer, but for the end of a run that is reported.
  void close() {
    closing = true;
    if (reported == null) {
      Watchdog.unwatch(this);
    }
  }

  /// Called by the carrier when a turn begins after none, and that can be seen.
  void becameActive(long since) {
    Watchdog.wake(since + limit / 2);
  }

  /// Called by the carrier at the end of a turn that was watched.
  void turnEnded(long since, long nanos) {
    endedTurn = since;
    endedNanos = nanos;
  }

  @Override
  public long look(long now, long lost) {
    long since = scheduler.since();
    if (since != turn) {
      reportEnd(now);
      turn = since;
      began = since;
      watching = false;
    }
    if (closing && reported == null) {
      Watchdog.unwatch(this);
    }
    if (since == LoopScheduler.IDLE) {
      return Long.MAX_VALUE;
    }
    if (reported != null) {
      return limit;
    }
    began = Math.min(now, began + lost);
    long soFar = now - began;
    if (soFar < limit / 2) {
      return limit / 2 - soFar;
    }
    if (!watching) {
      watching = true;
      run = scheduler.switches();
      scheduler.watchTurn();
    }
    if (soFar < limit) {
      return limit - soFar;
    }
    if (scheduler.switches() == run) {
      report(soFar);
    }
    return limit / 2;
  }

  private void report(long soFar) {
    Thread thread = scheduler.running();
    String name = thread == null ? "unknown" : nameOf(thread);
    StackTraceElement[] stack = thread == null ? new StackTraceElement[0] : thread.getStackTrace();
    // Another run by now? Then it was not that long, or is the next one's stack.
    boolean still = scheduler.switches() == run;
    if (!still) {
      return;
    }
    var noticed = new LongRun(scheduler.toString(), name, Duration.ofNanos(soFar), List.of(stack));
    reported = noticed;
    var where = new Throwable("stack of \"" + name + "\"");
    where.setStackTrace(stack);
    LOG.log(
        Level.WARNING,
        "\""
            + name
            + "\" has kept "
            + noticed.loop()
            + " for "
            + millis(noticed)
            + " and goes on; nothing else runs there meanwhile, so take it off the loop or let it"
            + " yield",
        where);
    tell(() -> options.listener().noticed(noticed));
  }

  private static String nameOf(Thread thread) {
    return thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName();
  }

  private void reportEnd(long now) {
    LongRun noticed = reported;
    if (noticed == null) {
      return;
    }
    reported = null;
    long nanos = endedTurn == turn ? endedNanos : now - turn;
    var total =
        new LongRun(noticed.loop(), noticed.thread(), Duration.ofNanos(nanos), noticed.stack());
    LOG.log(
        Level.WARNING,
        "\"" + total.thread() + "\" has let go of " + total.loop() + " after " + millis(total));
    tell(() -> options.listener().ended(total));
  }

  private void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the listener for long runs of " + this + " failed", e);
    }
  }

  private static String millis(LongRun run) {
    return run.duration().toMillis() + " ms";
  }

  @Override
  public String toString() {
    return scheduler.toString();
  }
}
