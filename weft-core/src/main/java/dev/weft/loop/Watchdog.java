package dev.weft.loop;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. It sleeps for as long as what it watches asks it to; while nothing is active, for ever.
// 2. SLEEPS_UNTIL is the latest time of its next look: far away while it looks, then the time until
//    which it sleeps. Who becomes active makes that visible and then unparks the watchdog if this
//    is too late (wake); the watchdog puts it far away and then looks. So one of the two sees the
//    other.
// 3. Who unparks it says for when, and it does not sleep for longer than that: what becomes active
//    again and again for moments wakes it now and then, and not each time.
// 4. One thread for all, started when there is something to watch, a daemon. It runs no virtual
//    thread and takes no lock that one may hold.
//
// Defended by WatchdogTest, LoopHealthTest, StarvationWatchTest, IdleLoopTest.
/// Looks after schedulers from outside, on a platform thread of its own.
final class Watchdog extends Thread {
  private static final System.Logger LOG = System.getLogger("dev.weft");

  /// Later than this it was itself kept from running, as by a pause of the whole JVM.
  private static final long LATE_NANOS = 20_000_000;

  private static final long FOR_EVER = Long.MAX_VALUE / 2;

  private static final Set<Watched> WATCHED = ConcurrentHashMap.newKeySet();
  private static final AtomicLong SLEEPS_UNTIL = new AtomicLong(System.nanoTime());

  // Written under the lock of the class.
  private static volatile @Nullable Watchdog instance;

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

  /// Something that is watched has become active, and is to be looked at by the time `latest`.
  static void wake(long latest) {
    if (SLEEPS_UNTIL.get() - latest > 0) {
      SLEEPS_UNTIL.set(latest);
      LockSupport.unpark(instance);
    }
  }

  @Override
  public void run() {
    long due = System.nanoTime();
    while (true) {
      long farAway = System.nanoTime() + FOR_EVER;
      long asked = SLEEPS_UNTIL.getAndSet(farAway);
      long wait = look(due);
      long now = System.nanoTime();
      if (asked - now > 0) {
        wait = Math.min(wait, asked - now);
      }
      wait = Math.min(wait, FOR_EVER);
      due = now + wait;
      // Somebody may have asked meanwhile.
      if (SLEEPS_UNTIL.compareAndSet(farAway, due)) {
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
