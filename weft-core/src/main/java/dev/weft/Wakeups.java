package dev.weft;

import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

// An interrupt closes the channel that its thread is blocked in, and that can block the sender
// until
// the call in the channel returns (a FileChannel does). Nobody can tell beforehand. So:
//
// 1. Nobody who cancels sends an interrupt, except to itself; neither does the timer.
// 2. At most one thread takes from the queue (`led`). It gives the lead away before it sends, so a
//    blocked interrupt holds up no other one.
// 3. Whoever adds makes sure afterwards that somebody leads; whoever gives up the lead looks at the
//    queue afterwards. So nothing is left lying.
//
// They are platform threads, since a blocked interrupt would keep the carrier of a virtual one.
// Defended by BlockedInterruptTest.
/// Sends the interrupts of cancelled scopes to their threads.
final class Wakeups {
  private static final Queue<Strand> DUE = new ConcurrentLinkedQueue<>();
  private static final AtomicBoolean LED = new AtomicBoolean();
  private static final Executor THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Timers.threads("weft-wakeups"));

  private Wakeups() {}

  /// Has all of them interrupted soon; the caller's own thread is when this returns.
  static void send(Collection<Strand> strands) {
    for (Strand strand : strands) {
      if (!strand.interruptIfCurrent()) {
        DUE.add(strand);
      }
    }
    lead();
  }

  private static void lead() {
    if (!DUE.isEmpty() && LED.compareAndSet(false, true)) {
      try {
        THREADS.execute(Wakeups::takeOne);
      } catch (Throwable t) {
        // No thread is to be had: better to be held up than not to cancel.
        takeOne();
      }
    }
  }

  private static void takeOne() {
    Strand next = DUE.poll();
    LED.set(false);
    lead();
    if (next != null) {
      next.interruptIfDue();
    }
  }
}
