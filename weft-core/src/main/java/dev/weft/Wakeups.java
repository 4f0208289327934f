package dev.weft;

import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

// An interrupt closes the channel that its thread is blocked in, and that can block the sender
// until the call in the channel returns (a FileChannel does). Nobody can tell beforehand. So:
//
// 1. Nobody who cancels sends an interrupt, except to itself; neither does the timer.
// 2. One leader at a time takes from the queue. It gives the lead away before it sends the last
//    one, and loses it when it gets no further (watch): so a blocked interrupt holds up another one
//    for two ticks of the watch at most.
// 3. Whoever adds makes sure afterwards that there is a leader; whoever gives the lead away looks
//    at the queue afterwards. So nothing is left lying.
//
// They are platform threads, since a blocked interrupt would keep the carrier of a virtual one.
// Defended by BlockedInterruptTest.
/// Sends the interrupts of cancelled scopes to their threads.
final class Wakeups {
  private static final long TICK_NANOS = 1_000_000;
  private static final Queue<Strand> DUE = new ConcurrentLinkedQueue<>();
  private static final AtomicReference<@Nullable Wakeups> LEADER = new AtomicReference<>();
  private static final Executor THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Timers.threads("weft-wakeups"));

  // Written by the leader, read by its watch; `seen` is the watch's own.
  private final AtomicInteger begun = new AtomicInteger();
  private int seen;

  private Wakeups() {}

  /// Has all of them interrupted soon; the caller's own thread is when this returns.
  static void send(Collection<Strand> strands) {
    boolean real = World.current() == null;
    for (Strand strand : strands) {
      if (!strand.interruptIfCurrent()) {
        if (real) {
          DUE.add(strand);
        } else {
          // Nothing blocks in a channel there.
          strand.interruptIfDue();
        }
      }
    }
    if (real) {
      ensureLeader();
    }
  }

  private static void ensureLeader() {
    if (!DUE.isEmpty() && LEADER.get() == null) {
      replace(null);
    }
  }

  private static void replace(@Nullable Wakeups leader) {
    var next = new Wakeups();
    if (LEADER.compareAndSet(leader, next)) {
      try {
        THREADS.execute(next::lead);
      } catch (Throwable t) {
        // No thread is to be had: better to be held up than not to cancel.
        next.lead();
      }
    }
  }

  private void lead() {
    try {
      while (LEADER.get() == this) {
        Strand next = DUE.poll();
        if (DUE.isEmpty()) {
          resign();
        } else if (begun.get() == 0) {
          var _ = Timers.schedule(TICK_NANOS, this::watch);
        }
        begun.incrementAndGet();
        if (next != null) {
          next.interruptIfDue();
        }
      }
    } finally {
      resign();
    }
  }

  private void resign() {
    LEADER.compareAndSet(this, null);
    ensureLeader();
  }

  private void watch() {
    if (LEADER.get() == this) {
      if (begun.get() == seen) {
        replace(this);
      } else {
        seen = begun.get();
        var _ = Timers.schedule(TICK_NANOS, this::watch);
      }
    }
  }
}
