package dev.weft.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The virtual clock, and what is to happen by it.
final class SimTimers {
  private static final long FOR_EVER = Long.MAX_VALUE / 2;

  private final TreeSet<SimTimer> timers = new TreeSet<>();
  private final List<SimTimer> due = new ArrayList<>();
  private long now;
  private int made;

  long now() {
    return now;
  }

  SimTimer add(long delay, Runnable action) {
    long at = Math.min(FOR_EVER, now + Math.clamp(delay, 0, FOR_EVER - Math.min(now, FOR_EVER)));
    var timer = new SimTimer(this, at, ++made, action);
    timers.add(timer);
    return timer;
  }

  void remove(SimTimer timer) {
    if (!timers.remove(timer)) {
      due.remove(timer);
    }
  }

  /// Whether none is left that is not due yet.
  boolean isEmpty() {
    return timers.isEmpty();
  }

  /// Those whose time has come, in the order of their times.
  List<SimTimer> due() {
    while (!timers.isEmpty() && timers.first().at <= now) {
      due.add(timers.removeFirst());
    }
    return due;
  }

  /// Whether all that are left are beyond the time that the clock can show.
  boolean isAtItsEnd() {
    return timers.first().at >= FOR_EVER;
  }

  /// Jumps to the first of them.
  void jump() {
    now = Math.max(now, timers.first().at);
  }

  /// Lets some time pass.
  void advance(long nanos) {
    now = Math.min(now + nanos, Math.max(now, timers.first().at));
  }

  /// Lets time pass, however many timers become due by that.
  void creep(long nanos) {
    now += nanos;
  }

  void fire(SimTimer timer) {
    remove(timer);
    timer.over = true;
    timer.action.run();
  }
}
