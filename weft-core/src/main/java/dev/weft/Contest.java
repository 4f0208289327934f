package dev.weft;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. The tally is told of every operation that was started, by its thread, before it is gone.
// 2. The tally is decided before the group is cancelled for that reason: a start that is refused,
//    and an interrupt, can be told from a cancellation from outside by a look at the tally.
// 3. The owner's interrupt is consumed by the group alone, which knows whose it is.
// 4. An outside cancellation that comes when it is decided does not take the result away.
//
// Defended by RaceTest, QuorumTest, HedgeTest.
/// Runs operations as children of the calling task until a [Tally] is decided, cancels those that
/// are left and waits for them.
final class Contest {
  private Contest() {}

  /// Starts all operations at once.
  ///
  /// @throws InterruptedException if the calling task is cancelled before it is decided
  static <T extends @Nullable Object> void run(Op<? extends T, ?>[] ops, Tally<T> tally)
      throws InterruptedException {
    decide(
        tally,
        group -> {
          for (int i = 0; i < ops.length && start(group, i, ops[i], tally); i++) {}
        });
  }

  /// Starts the next operation when `delay` has passed since the last start, or at once for each
  /// that ends without a value.
  ///
  /// @param delay nanoseconds
  /// @throws InterruptedException if the calling task is cancelled before it is decided
  static <T extends @Nullable Object> void stagger(
      long delay, Op<? extends T, ?>[] ops, Tally<T> tally) throws InterruptedException {
    decide(
        tally,
        group -> {
          int answered = 0;
          for (int i = 0; i < ops.length && start(group, i, ops[i], tally); i++) {
            long due = System.nanoTime() + delay;
            long left = delay;
            while (i + 1 < ops.length && left > 0 && tally.missed() <= answered) {
              LockSupport.parkNanos(tally, left);
              if (tally.isDecided() || Thread.currentThread().isInterrupted()) {
                return;
              }
              left = due - System.nanoTime();
            }
            if (tally.missed() > answered) {
              answered++;
            }
          }
        });
  }

  private interface Starter {
    void startIn(TaskGroup group);
  }

  private static void decide(Tally<?> tally, Starter starter) throws InterruptedException {
    try {
      TaskGroup.<@Nullable Void, RuntimeException>open(
          tally.name(),
          FailurePolicy.KEEP,
          group -> {
            starter.startIn(group);
            return null;
          });
      if (!tally.isDecided()) {
        // The owner left off starting because of an interrupt.
        Tasks.checkCancelled();
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting for " + tally.name());
        }
        throw new WeftBug(tally.name() + " ended undecided");
      }
    } catch (Throwable thrown) {
      throw Sneaky.<InterruptedException>rethrow(tally.abandon(thrown));
    }
  }

  private static <T extends @Nullable Object> boolean start(
      TaskGroup group, int index, Op<? extends T, ?> op, Tally<T> tally) {
    Thread owner = Thread.currentThread();
    try {
      var _ =
          group.<T>adoptWatched(
              tally.name(index),
              op,
              task -> {
                report(group, index, task, tally);
                LockSupport.unpark(owner);
              });
      return true;
    } catch (StartRefusedException refused) {
      if (tally.isDecided()) {
        return false;
      }
      throw refused;
    }
  }

  private static <T extends @Nullable Object> void report(
      TaskGroup group, int index, Task<T> task, Tally<T> tally) {
    Outcome<T> outcome = task.outcome();
    if (outcome instanceof Outcome.Failure<T>(InterruptedException interrupted)) {
      // That an operation was interrupted is not an interruption of the caller.
      outcome = new Outcome.Failure<>(new TaskFailedException(task.name(), task, interrupted));
    }
    if (tally.ended(index, outcome)) {
      group.cancel(new Cancellation(group + " is decided by " + task.name(), group.toString()));
    }
  }
}
