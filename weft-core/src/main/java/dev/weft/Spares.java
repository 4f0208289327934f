package dev.weft;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

// A spare that its crew did without stays in the queue of the scheduler until a carrier comes to
// it. A thread that runs one short crew after the other could fill that queue without end; so it
// waits when too many of its own are in there.
//
// 1. `queued` is counted up by the owner before the thread starts, and down by that thread first of
//    all.
// 2. The owner sets `waiting` before it looks at `queued`; who counts down looks at `waiting`
//    afterwards. So no wake-up is lost.
//
// Defended by SparesTest.
/// The spare threads that one strand has started and that have not begun.
final class Spares {
  private static final int MOST = 32;

  private final Thread owner = Thread.currentThread();
  private final AtomicInteger queued = new AtomicInteger();
  private volatile boolean waiting;

  /// Starts one; called by the owner.
  void start(Crew<?> crew, TaskGroup group) {
    if (queued.get() >= MOST) {
      awaitTurn();
    }
    queued.getAndIncrement();
    try {
      group
          .threads()
          .unstarted(
              crew.name(),
              () -> {
                begun();
                crew.lendAHand(group);
              })
          .start();
    } catch (Throwable noThread) {
      queued.getAndDecrement();
      throw noThread;
    }
  }

  int queued() {
    return queued.get();
  }

  private void begun() {
    if (queued.decrementAndGet() < MOST && waiting) {
      LockSupport.unpark(owner);
    }
  }

  /// An interrupt ends the wait and stays pending: what comes next will meet it.
  private void awaitTurn() {
    waiting = true;
    while (queued.get() >= MOST && !owner.isInterrupted()) {
      LockSupport.park(this);
    }
    waiting = false;
  }
}
