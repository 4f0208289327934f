package dev.weft;

import java.lang.System.Logger.Level;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

// 1. Its requests go on exactly while the innermost scope of the thread has this region and is
//    cancelled: a request that overtakes the call which it is meant for is lost, so one is not
//    enough.
// 2. After stop() no request is in flight, so none can hit what comes next. The strand calls it,
//    outside its lock, before the thread goes on in a scope that is not cancelled or outside.
// 3. Requests are made by platform threads: they go out when every carrier is busy, the event loop
//    of whoever cancels among them. Between two requests no thread is kept.
//
// Defended by CancelRegionTest.
/// A blocking call in progress that is broken off by a canceller instead of an interrupt.
final class CancelRegion {
  private static final System.Logger LOG = System.getLogger("dev.weft");
  private static final long FIRST_PAUSE_NANOS = 5_000_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

  /// How many cancellers can block at the same time and hold up nobody.
  private static final int MOST_THREADS = 64;

  private static final ThreadPoolExecutor THREADS = threads();

  private final Canceller canceller;

  // Guarded by the strand.
  private @Nullable Requests requests;

  CancelRegion(Canceller canceller) {
    this.canceller = canceller;
  }

  private static ThreadPoolExecutor threads() {
    var threads =
        new ThreadPoolExecutor(
            MOST_THREADS,
            MOST_THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Timers.threads("weft-canceller"));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /// Has the canceller called from now on.
  void fire() {
    if (requests == null) {
      requests = new Requests();
    }
  }

  /// Takes what has to be stopped so that the canceller is called no more.
  @Nullable Requests rest() {
    Requests going = requests;
    requests = null;
    return going;
  }

  /// Calls the canceller again and again.
  final class Requests {
    // Guarded by this.
    private long pause = FIRST_PAUSE_NANOS;
    private boolean calling;
    private boolean stopped;
    private @Nullable Future<?> next;

    private Requests() {
      send();
    }

    private void send() {
      try {
        World here = World.current();
        if (here == null) {
          THREADS.execute(this::request);
        } else {
          here.unstarted("weft-canceller", this::request).start();
        }
      } catch (Throwable noThread) {
        LOG.log(Level.WARNING, "no thread for a canceller; trying again", noThread);
        sendLater();
      }
    }

    private synchronized void sendLater() {
      if (!stopped) {
        next = Timers.schedule(pause, this::send);
        pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
      }
    }

    private void request() {
      synchronized (this) {
        if (stopped) {
          return;
        }
        calling = true;
      }
      try {
        canceller.cancel();
      } catch (Throwable t) {
        LOG.log(Level.WARNING, "canceller failed; trying again soon", t);
      }
      synchronized (this) {
        calling = false;
        notifyAll();
      }
      sendLater();
    }

    /// Returns when no call of the canceller is in flight, nor will be.
    void stop() {
      boolean interrupted = false;
      synchronized (this) {
        stopped = true;
        if (next != null) {
          next.cancel(false);
        }
        while (calling) {
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
