package dev.weft.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// The lock of a primitive, held for moments only and never while its holder waits. Whom the holder
/// wants to wake is woken after the lock is free, so that nobody wakes up to find it taken.
final class Guard {
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final List<Thread> woken = new ArrayList<>(2);

  /// Whatever befalls the calling thread meanwhile, an interrupt included, shows after the lock.
  void lock() {
    lock.lock();
  }

  /// Has `thread` look again at what it waits for, soon after it may have come true.
  void wake(Thread thread) {
    woken.add(thread);
  }

  void unlock() {
    if (woken.isEmpty()) {
      lock.unlock();
      return;
    }
    List<Thread> due = List.copyOf(woken);
    woken.clear();
    lock.unlock();
    for (Thread thread : due) {
      try {
        LockSupport.unpark(thread);
      } catch (RejectedExecutionException e) {
        // The scheduler of that thread has ended: it never runs again, which is not our failure.
      }
    }
  }
}
