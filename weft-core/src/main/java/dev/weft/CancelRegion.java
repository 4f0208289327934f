package dev.weft;

import java.lang.System.Logger.Level;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. fire() starts at most one runner thread; it is called under the strand's lock.
// 2. The runner calls the canceller until `ended`: a request that overtakes the call which it is
// meant
//    for is lost, so one is not enough.
// 3. end() returns after the runner has, so no late request can hit what comes next.
/// A blocking call in progress that is broken off by a canceller instead of an interrupt.
final class CancelRegion {
  private static final System.Logger LOG = System.getLogger("dev.weft");
  private static final long FIRST_PAUSE_NANOS = 5_000_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

  private final Canceller canceller;

  /// The region around this one on the same thread; guarded by the strand.
  @Nullable CancelRegion outer;

  // Written under the strand's lock, read by the strand's thread after it left the region.
  private @Nullable Thread runner;

  private volatile boolean ended;

  CancelRegion(Canceller canceller) {
    this.canceller = canceller;
  }

  void fire() {
    if (runner == null) {
      runner = Thread.ofVirtual().name("weft-canceller").start(this::cancelUntilEnded);
    }
  }

  /// Ends the region; true if its canceller was called.
  boolean end() {
    ended = true;
    Thread started = runner;
    if (started == null) {
      return false;
    }
    LockSupport.unpark(started);
    boolean interrupted = false;
    while (true) {
      try {
        started.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  private void cancelUntilEnded() {
    long pause = FIRST_PAUSE_NANOS;
    while (!ended) {
      try {
        canceller.cancel();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "canceller failed; trying again in " + pause / 1_000_000 + " ms", e);
      }
      if (!ended) {
        LockSupport.parkNanos(this, pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
      }
    }
  }
}
