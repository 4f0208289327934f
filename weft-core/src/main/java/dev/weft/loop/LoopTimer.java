package dev.weft.loop;

import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What is to be run on a loop at a time. Used by the loop's carrier alone.
final class LoopTimer implements ScheduledFuture<@Nullable Object> {
  /// Its place in the heap; negative when it is in none.
  int index = -1;

  final long at;
  final long number;
  final Runnable action;

  private final LoopTimers timers;
  private boolean cancelled;

  LoopTimer(LoopTimers timers, long at, long number, Runnable action) {
    this.timers = timers;
    this.at = at;
    this.number = number;
    this.action = action;
  }

  /// Whether it comes before `other`: the earlier one, and of two at the same time the older one.
  boolean isBefore(LoopTimer other) {
    long difference = at - other.at;
    return difference < 0 || (difference == 0 && number < other.number);
  }

  @Override
  public boolean cancel(boolean mayInterrupt) {
    if (index < 0) {
      return false;
    }
    timers.remove(this);
    cancelled = true;
    return true;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public boolean isDone() {
    return index < 0;
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int compareTo(Delayed other) {
    return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
  }

  @Override
  public @Nullable Object get() {
    throw new UnsupportedOperationException("a timer of an event loop has no result");
  }

  @Override
  public @Nullable Object get(long timeout, TimeUnit unit) {
    return get();
  }
}
