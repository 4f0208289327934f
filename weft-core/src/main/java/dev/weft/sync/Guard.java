package dev.weft.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The lock of a primitive, held for moments only and never while its holder waits. Whom the holder
/// wants to wake is woken after the lock is free, so that nobody wakes up to find it taken.
final class Guard {
  // Two cores that want the lock turn by turn pass its cache line, and those of what it guards, to
  // and fro each time, which takes longer than what is done with them. One that steps back for a
  // while lets the other do many turns. In calls of onSpinWait, some microseconds in all; on a
  // single core whoever has the lock does not run meanwhile.
  private static final int SHORTEST_PAUSE = 32;
  private static final int LONGEST_PAUSE = Runtime.getRuntime().availableProcessors() > 1 ? 128 : 0;

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private @Nullable Thread woken;
  private final List<Thread> wokenToo = new ArrayList<>(2);

  /// Whatever befalls the calling thread meanwhile, an interrupt included, shows after the lock.
  void lock() {
    if (lock.tryLock()) {
      return;
    }
    for (int pause = SHORTEST_PAUSE; pause <= LONGEST_PAUSE; pause *= 2) {
      for (int i = 0; i < pause; i++) {
        Thread.onSpinWait();
      }
      if (lock.tryLock()) {
        return;
      }
    }
    lock.lock();
  }

  /// Has `thread` look again at what it waits for, soon after it may have come true.
  void wake(Thread thread) {
    if (woken == null) {
      woken = thread;
    } else if (woken != thread) {
      wokenToo.add(thread);
    }
  }

  void unlock() {
    Thread first = woken;
    List<Thread> others = wokenToo.isEmpty() ? List.of() : List.copyOf(wokenToo);
    woken = null;
    wokenToo.clear();
    lock.unlock();
    if (first != null) {
      unpark(first);
      others.forEach(Guard::unpark);
    }
  }

  private static void unpark(Thread thread) {
    try {
      LockSupport.unpark(thread);
    } catch (RejectedExecutionException e) {
      // The scheduler of that thread has ended: it never runs again, which is not our failure.
    }
  }
}
