package dev.weft.service.dashboard;

import dev.weft.Op;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

// How long somebody would wait is how many wait already, times how long it takes until the next of
// them gets its turn. That is known at the door; how long the first in line has waited is known
// only when the line is twice as long (Little's law).
/// Lets so many in at a time, the others in line, and tells when whoever comes is better turned
/// away: a line may be too long for a moment, as when many come all at once, but not stay so.
final class Turns {
  /// How long a line may be too long.
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /// How much of an average one new value is.
  private static final int SHARE = 16;

  private final Semaphore places;
  private final long longestWait;
  private final LongSupplier nanoClock;
  private final AtomicInteger waiting = new AtomicInteger();

  // Both written by who leaves, under the monitor. The first is also read without, to whom an old
  // value does no harm.
  private volatile long nanosBetweenTurns;
  private long lastLeft;

  // Written by who asks, without a lock: who sees an old value is told so a moment too early or too
  // late. Zero: the line is not too long. `hasStayed` until somebody comes who need not wait.
  private volatile long tooLongSince;
  private volatile boolean hasStayed;

  // Guarded by the monitor: whether somebody waited when the last one left, so that the time since
  // then was taken by work and not by a lack of it.
  private boolean someoneWaited;

  /// @param most how many at a time
  /// @param longestWait how long a line is too long, as far as that can be foreseen
  /// @param nanoClock counts nanoseconds
  Turns(int most, Duration longestWait, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.places = new Semaphore(most, true);
    this.longestWait = longestWait.toNanos();
  }

  /// Does something in turn.
  ///
  /// @throws InterruptedException if the task is cancelled
  <T extends @Nullable Object, X extends Exception> T in(Op<T, X> op)
      throws X, InterruptedException {
    // Even without waiting it does not overtake those who do.
    if (places.tryAcquire(0, TimeUnit.NANOSECONDS)) {
      if (hasStayed) {
        hasStayed = false;
      }
    } else {
      await();
    }
    try {
      return op.call();
    } finally {
      left(nanoClock.getAsLong());
      places.release();
    }
  }

  /// How many are in line.
  int waiting() {
    return waiting.get();
  }

  private void await() throws InterruptedException {
    waiting.incrementAndGet();
    try {
      places.acquire();
    } finally {
      waiting.decrementAndGet();
    }
  }

  /// Whether the line is too long, and has been for some time or often of late.
  boolean isLineTooLong() {
    if (waiting.get() * nanosBetweenTurns <= longestWait) {
      if (tooLongSince != 0) {
        tooLongSince = 0;
      }
      return false;
    }
    long now = nanoClock.getAsLong();
    if (tooLongSince == 0) {
      tooLongSince = now;
    } else if (now - tooLongSince > PATIENCE.toNanos()) {
      hasStayed = true;
    }
    return hasStayed;
  }

  private synchronized void left(long now) {
    if (someoneWaited) {
      nanosBetweenTurns += (now - lastLeft - nanosBetweenTurns) / SHARE;
    }
    lastLeft = now;
    someoneWaited = waiting.get() > 0;
  }
}
