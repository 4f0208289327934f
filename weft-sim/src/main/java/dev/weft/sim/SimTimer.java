package dev.weft.sim;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Something that happens at a moment of the virtual clock.
final class SimTimer extends Candidate implements ScheduledFuture<@Nullable Void> {
  final long at;
  final Runnable action;
  private final SimTimers timers;
  private final int number;
  boolean over;

  SimTimer(SimTimers timers, long at, int number, Runnable action) {
    this.timers = timers;
    this.at = at;
    this.number = number;
    this.action = action;
  }

  @Override
  String label() {
    return "timer #" + number;
  }

  @Override
  int number() {
    return -number;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    if (over) {
      return false;
    }
    over = true;
    timers.remove(this);
    return true;
  }

  @Override
  public boolean isCancelled() {
    return over;
  }

  @Override
  public boolean isDone() {
    return over;
  }

  @Override
  public @Nullable Void get() {
    throw new CancellationException("nobody waits for a timer");
  }

  @Override
  public @Nullable Void get(long timeout, TimeUnit unit) {
    return get();
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return unit.convert(at - timers.now(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int compareTo(Delayed other) {
    return other instanceof SimTimer timer
        ? at != timer.at ? Long.compare(at, timer.at) : Integer.compare(number, timer.number)
        : Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
  }
}
