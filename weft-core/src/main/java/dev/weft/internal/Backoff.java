package dev.weft.internal;

import java.util.concurrent.locks.ReentrantLock;

// Two cores that want a lock turn by turn pass its cache line, and those of what it guards, to and
// fro each time, which takes longer than what is done with them. One that steps back for a while
// lets the other one do many turns. Even the longest pause is over before a thread would have been
// put to sleep and woken. On a single core whoever has the lock does not run meanwhile.
/// Waits for a lock that is held for moments only, without sleeping.
public final class Backoff {
  private static final int SHORTEST = 32;
  private static final int LONGEST = Runtime.getRuntime().availableProcessors() > 1 ? 256 : 0;

  private Backoff() {}

  /// Takes the lock if it is free, or will be soon.
  ///
  /// @param lock a lock whose holder does not wait
  /// @return whether it was taken
  public static boolean tryLock(ReentrantLock lock) {
    if (lock.tryLock()) {
      return true;
    }
    for (int pause = SHORTEST; pause <= LONGEST; pause *= 2) {
      for (int i = 0; i < pause; i++) {
        Thread.onSpinWait();
      }
      if (lock.tryLock()) {
        return true;
      }
    }
    return false;
  }
}
