package dev.weft;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Fires deadlines. It has a platform thread of its own, so that a deadline fires even when every
/// carrier of virtual threads is busy. What it runs must not block.
final class Timers {
  private static final ScheduledThreadPoolExecutor EXECUTOR = executor();

  private Timers() {}

  private static ScheduledThreadPoolExecutor executor() {
    var executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("weft-timers").factory());
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  static Future<?> schedule(long nanos, Runnable action) {
    return EXECUTOR.schedule(action, nanos, TimeUnit.NANOSECONDS);
  }
}
