package dev.weft.loop;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. It sleeps for as long as what it watches asks it to; while nothing is active, for ever.
// 2. Who becomes active makes that visible and then asks whether the watchdog sleeps for ever
//    (wake); the watchdog says so and then looks at everything once more. So one of the two sees
//    the other.
// 3. One thread for all, started when there is something to watch, a daemon. It runs no virtual
//    thread and takes no lock that one may hold.
//
// Defended by LoopHealthTest, StarvationWatchTest, IdleLoopTest.
/// Looks after schedulers from outside, on a platform thread of its own.
final class Watchdog extends Thread {
  private static final System.Logger LOG = System.getLogger("dev.weft");

  /// Later than this it was itself kept from running, as by a pause of the whole JVM.
  private static final long LATE_NANOS = 20_000_000;

  private static final Set<Watched> WATCHED = ConcurrentHashMap.newKeySet();

  private static volatile boolean asleep;
  private static @Nullable Watchdog instance;

  /// What is looked after.
  interface Watched {
    /// Nanoseconds until the next look; [Long#MAX_VALUE] while there is nothing to look at.
    ///
    /// @param now the time
    /// @param lost nanoseconds that have passed for nobody, since the watchdog was kept from
    ///   running
    long look(long now, long lost);
  }

  private Watchdog() {
    super(null, null, "weft-watchdog", 0, false);
    setDaemon(true);
    setContextClassLoader(null);
  }

  static void watch(Watched watched) {
    WATCHED.add(watched);
    Watchdog running = ensureStarted();
    LockSupport.unpark(running);
  }

  static void unwatch(Watched watched) {
    WATCHED.remove(watched);
  }

  private static synchronized Watchdog ensureStarted() {
    Watchdog running = instance;
    if (running == null) {
      running = new Watchdog();
      running.start();
      instance = running;
    }
    return running;
  }

  /// Something that is watched has become active.
  static void wake() {
    if (asleep) {
      asleep = false;
      LockSupport.unpark(ensureStarted());
    }
  }

  @Override
  public void run() {
    long due = System.nanoTime();
    while (true) {
      long wait = look(due);
      if (wait == Long.MAX_VALUE) {
        asleep = true;
        wait = look(System.nanoTime());
        if (wait == Long.MAX_VALUE) {
          LockSupport.park(this);
          due = System.nanoTime();
        }
        asleep = false;
      }
      if (wait != Long.MAX_VALUE) {
        due = System.nanoTime() + wait;
        LockSupport.parkNanos(this, wait);
      }
      var _ = Thread.interrupted();
    }
  }

  private static long look(long due) {
    long now = System.nanoTime();
    long lost = now - due > LATE_NANOS ? now - due : 0;
    long wait = Long.MAX_VALUE;
    for (Watched watched : WATCHED) {
      try {
        wait = Math.min(wait, watched.look(now, lost));
      } catch (Throwable thrown) {
        LOG.log(Level.ERROR, "the watchdog could not look after " + watched, thrown);
      }
    }
    return wait;
  }
}
