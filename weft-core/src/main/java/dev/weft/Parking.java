package dev.weft;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The way in which a wait of Weft's own waits: cancellable, sticky, and seen by whoever asks what
/// the thread waits on. Whoever makes the condition true unparks the thread.
final class Parking {
  private Parking() {}

  static void until(Blocker blocker, BooleanSupplier over) throws InterruptedException {
    Tasks.checkCancelled();
    while (!over.getAsBoolean()) {
      LockSupport.park(blocker);
      requireNotInterrupted();
    }
  }

  /// Waits for some time at most.
  ///
  /// @return false if the time was over first
  static boolean until(Blocker blocker, long nanos, BooleanSupplier over)
      throws InterruptedException {
    Tasks.checkCancelled();
    long end = System.nanoTime() + nanos;
    for (long left = nanos; !over.getAsBoolean(); left = end - System.nanoTime()) {
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(blocker, left);
      requireNotInterrupted();
    }
    return true;
  }

  private static void requireNotInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw Tasks.explain(new InterruptedException());
    }
  }
}
