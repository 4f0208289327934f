package dev.weft;

import java.lang.System.Logger.Level;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. Its requests go on exactly while the innermost scope of the thread has this region and is
//    cancelled: a request that overtakes the call which it is meant for is lost, so one is not
//    enough.
// 2. After stop() no request is in flight, so none can hit what comes next. The strand calls it,
//    outside its lock, before the thread goes on in a scope that is not cancelled or outside.
//
// Defended by CancelRegionTest.
/// A blocking call in progress that is broken off by a canceller instead of an interrupt.
final class CancelRegion {
  private static final System.Logger LOG = System.getLogger("dev.weft");
  private static final long FIRST_PAUSE_NANOS = 5_000_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

  private final Canceller canceller;

  // Guarded by the strand.
  private @Nullable Requests requests;

  CancelRegion(Canceller canceller) {
    this.canceller = canceller;
  }

  /// Has the canceller called from now on.
  void fire() {
    if (requests == null) {
      requests = new Requests();
    }
  }

  boolean isFired() {
    return requests != null;
  }

  /// Takes what has to be stopped so that the canceller is called no more.
  @Nullable Requests rest() {
    Requests going = requests;
    requests = null;
    return going;
  }

  /// A thread that calls the canceller again and again.
  final class Requests {
    private volatile boolean stopped;
    private final Thread thread = Thread.ofVirtual().name("weft-canceller").start(this::go);

    private void go() {
      long pause = FIRST_PAUSE_NANOS;
      while (!stopped) {
        try {
          canceller.cancel();
        } catch (Throwable t) {
          LOG.log(
              Level.WARNING, "canceller failed; trying again in " + pause / 1_000_000 + " ms", t);
        }
        if (!stopped) {
          LockSupport.parkNanos(this, pause);
          pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
      }
    }

    /// Returns when no call of the canceller is in flight, nor will be.
    void stop() {
      stopped = true;
      LockSupport.unpark(thread);
      boolean interrupted = false;
      while (true) {
        try {
          thread.join();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
