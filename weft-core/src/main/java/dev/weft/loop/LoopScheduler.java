package dev.weft.loop;

import java.util.ArrayDeque;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Runs virtual threads on one platform thread, its carrier: first in first out, each until it
/// blocks.
///
/// It is a ForkJoinPool because the JDK hands one of these the timers of its virtual threads too;
/// nothing of the pool itself is used, and no thread of it ever starts.
final class LoopScheduler extends ForkJoinPool {
  /// How many threads are run between two looks at the clock.
  private static final int TURN = 64;

  private final String name;
  private final Inbox inbox = new Inbox();

  // Used by the carrier alone.
  private final ArrayDeque<Runnable> ready = new ArrayDeque<>(64);
  private final LoopTimers timers = new LoopTimers();

  // Written by who starts it, before it starts.
  private volatile Carrier carrier;

  private volatile boolean closed;

  LoopScheduler(String name) {
    super(1);
    this.name = name;
    this.carrier = new Carrier(this, name);
  }

  /// A virtual thread is ready to run.
  @Override
  public void execute(Runnable continuation) {
    if (VirtualThreads.carrier() == carrier) {
      ready.addLast(continuation);
      return;
    }
    switch (inbox.push(continuation)) {
      case NOTHING -> {}
      case WAKE -> LockSupport.unpark(carrier);
      case START -> startCarrier();
    }
  }

  /// A virtual thread parks for a time; called on the carrier.
  @Override
  public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
    return timers.add(System.nanoTime() + unit.toNanos(delay), action);
  }

  private void startCarrier() {
    Carrier next = new Carrier(this, name);
    carrier = next;
    next.start();
  }

  /// Lets the carrier end when nothing is left to run. It is started again for a thread that wakes
  /// up later.
  @Override
  public void close() {
    closed = true;
    if (inbox.wake()) {
      LockSupport.unpark(carrier);
    }
  }

  /// The carrier's whole life.
  void run() {
    do {
      turn();
    } while (!ready.isEmpty() || rest());
  }

  private void turn() {
    if (!timers.isEmpty()) {
      timers.fire(System.nanoTime());
    }
    for (int left = TURN; left > 0; left--) {
      if (!inbox.isEmpty()) {
        inbox.drainTo(ready);
      }
      Runnable next = ready.pollFirst();
      if (next == null) {
        return;
      }
      next.run();
    }
  }

  /// Sleeps until there is something to do; false if the carrier is to end.
  private boolean rest() {
    if (timers.isEmpty()) {
      if (closed && inbox.retire()) {
        return false;
      }
      if (!closed && inbox.fallAsleep()) {
        LockSupport.park(this);
      }
    } else {
      long delay = timers.delay(System.nanoTime());
      if (delay > 0 && inbox.fallAsleep()) {
        LockSupport.parkNanos(this, delay);
      }
    }
    inbox.wake();
    var _ = Thread.interrupted();
    return true;
  }

  @Override
  public String toString() {
    return name;
  }
}
