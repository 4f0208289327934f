package dev.weft.sync;

import dev.weft.Op;
import dev.weft.Races;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A virtual thread that makes one call, for tests that look at it from outside.
final class Actor<T extends @Nullable Object> {
  private static final Duration BOUND = Duration.ofSeconds(50);

  final Thread thread;
  private volatile @Nullable T result;
  private volatile @Nullable Throwable thrown;
  private volatile boolean interruptedAfterwards;

  private Actor(Op<T, ?> op) {
    thread =
        Thread.ofVirtual()
            .name("actor")
            .unstarted(() -> {
              try {
                result = op.call();
              } catch (Throwable t) {
                thrown = t;
              }
              interruptedAfterwards = Thread.currentThread().isInterrupted();
            });
  }

  static <T extends @Nullable Object> Actor<T> start(Op<T, ?> op) {
    var actor = new Actor<T>(op);
    actor.thread.start();
    return actor;
  }

  /// One that has begun to wait for `what` when this returns.
  static <T extends @Nullable Object> Actor<T> waiting(Object what, Op<T, ?> op) {
    var actor = Actor.<T>start(op);
    until("it waits for " + what, () -> LockSupport.getBlocker(actor.thread) == what);
    return actor;
  }

  @SuppressWarnings("ThreadPriorityCheck") // the yield lets others run, no more
  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + BOUND.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + BOUND + ": " + what);
      }
      if (Thread.currentThread().isInterrupted()) {
        // It would not park, and nobody else would run on a loop.
        Thread.yield();
      } else {
        LockSupport.parkNanos(1_000);
      }
    }
  }

  /// Waits for an interrupt of the calling thread, and swallows it.
  static void swallowInterrupt() {
    long end = System.nanoTime() + BOUND.toNanos();
    while (!Thread.interrupted()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("no interrupt within " + BOUND);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /// Spends a random time below that of `most` empty turns, sometimes with changes of threads.
  static void spin(int most) {
    Races.linger(most);
  }

  boolean isWaiting() {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }

  void interrupt() {
    thread.interrupt();
  }

  private void join() {
    try {
      if (!thread.join(BOUND)) {
        var stuck = new AssertionError("not ended within " + BOUND);
        stuck.setStackTrace(thread.getStackTrace());
        throw stuck;
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// What the call returned.
  T result() {
    join();
    if (thrown != null) {
      throw new AssertionError("the call failed", thrown);
    }
    return result;
  }

  /// What the call threw, or null if it returned.
  @Nullable Throwable thrown() {
    join();
    return thrown;
  }

  /// Whether the call left its thread interrupted.
  boolean isInterruptedAfterwards() {
    join();
    return interruptedAfterwards;
  }
}
