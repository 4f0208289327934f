package dev.weft;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// Fires deadlines. It has a platform thread of its own, so that a deadline fires even when every
/// carrier of virtual threads is busy. What it runs must not block.
final class Timers {
  private static final ScheduledThreadPoolExecutor EXECUTOR = executor();

  private Timers() {}

  private static ScheduledThreadPoolExecutor executor() {
    var executor = new ScheduledThreadPoolExecutor(1, threads("weft-timers"));
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  /// Daemons that keep nothing of the thread which happens to need them first.
  static ThreadFactory threads(String name) {
    ThreadFactory plain =
        Thread.ofPlatform().daemon().name(name).inheritInheritableThreadLocals(false).factory();
    return work -> {
      Thread thread = plain.newThread(work);
      thread.setContextClassLoader(null);
      return thread;
    };
  }

  /// Has `action` run after some time, by the timer of the world that the caller is in.
  static Future<?> schedule(long nanos, Runnable action) {
    World here = World.current();
    return here == null
        ? EXECUTOR.schedule(action, nanos, TimeUnit.NANOSECONDS)
        : here.schedule(nanos, action);
  }

  /// Runs something on a thread of its own: for callers that must not wait, like the timer.
  static void aside(Runnable action) {
    World here = World.current();
    if (here == null) {
      Thread.startVirtualThread(action);
    } else {
      here.unstarted("weft", action).start();
    }
  }
}
