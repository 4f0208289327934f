package dev.weft.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The virtual clock, and what is to happen by it.
final class SimTimers {
  private static final long FOR_EVER = Long.MAX_VALUE / 2;

  private final TreeSet<SimTimer> timers = new TreeSet<>();
  private long now;
  private int made;

  long now() {
    return now;
  }

  SimTimer add(long delay, Runnable action) {
    long at = now + Math.clamp(delay, 0, FOR_EVER);
    var timer = new SimTimer(this, at, ++made, action);
    timers.add(timer);
    return timer;
  }

  void remove(SimTimer timer) {
    timers.remove(timer);
  }

  boolean isEmpty() {
    return timers.isEmpty();
  }

  /// Those whose time has come, in the order in which they were made.
  List<SimTimer> due() {
    if (timers.isEmpty() || timers.first().at > now) {
      return List.of();
    }
    List<SimTimer> due = new ArrayList<>();
    for (SimTimer timer : timers) {
      if (timer.at > now) {
        break;
      }
      due.add(timer);
    }
    return due;
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
    timers.remove(timer);
    timer.over = true;
    timer.action.run();
  }
}
