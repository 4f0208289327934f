package dev.weft;

import dev.weft.internal.Sneaky;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. The tally is told of every operation that was started, by its thread, before the run is over.
// 2. The tally is decided before the group is cancelled for that reason: a start that is refused,
//    and an interrupt, can be told from a cancellation from outside by a look at the tally.
// 3. The interrupt of one who staggers is consumed by the group alone, which knows whose it is.
// 4. An outside cancellation that comes when it is decided does not take the result away.
//
// Defended by RaceTest, QuorumTest, HedgeTest.
/// Runs operations as children of the calling task until a [Tally] is decided, cancels those that
/// are left and waits for them.
final class Contest {
  private Contest() {}

  /// Runs all operations at once.
  ///
  /// @throws InterruptedException if the calling task is cancelled before it is decided
  static <T extends @Nullable Object> void run(Op<? extends T, ?>[] ops, Tally<T> tally)
      throws InterruptedException {
    Crew<T> crew = Crew.<T, RuntimeException>run(tally.name(), ops, new Judge<>(tally));
    if (!tally.isDecided()) {
      // It was stopped for want of a thread.
      Throwable failure = crew.failure();
      throw Sneaky.<RuntimeException>rethrow(
          tally.abandon(failure == null ? undecided(tally) : failure));
    }
  }

  /// Leaves everything to the tally, the values too.
  private record Judge<T extends @Nullable Object>(Tally<T> tally) implements Referee<T> {

    @Override
    public boolean decides(int index, Outcome<T> end) {
      return report(index, end, null, tally);
    }

    @Override
    public void abandon(Crew<T> crew, Throwable thrown) {
      var _ = tally.abandon(thrown);
    }
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
          var delayed = new Delayed(tally.name());
          for (int i = 0; i < ops.length && start(group, i, ops[i], tally); i++) {
            long due = System.nanoTime() + delay;
            long left = delay;
            while (i + 1 < ops.length && left > 0 && tally.missed() <= answered) {
              LockSupport.parkNanos(delayed, left);
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

  /// What the owner waits on between two attempts; those that run are its children.
  private record Delayed(String name) implements Blocker {
    @Override
    public Collection<Thread> holders() {
      return List.of();
    }

    @Override
    public String toString() {
      return "the next attempt of " + name;
    }
  }

  private interface Starter {
    void startIn(TaskGroup group);
  }

  private static void decide(Tally<?> tally, Starter starter) throws InterruptedException {
    try {
      Apart.call(
          tally.name(),
          () ->
              TaskGroup.<@Nullable Void, RuntimeException>open(
                  tally.name(),
                  FailurePolicy.KEEP,
                  group -> {
                    starter.startIn(group);
                    return null;
                  }));
      if (!tally.isDecided()) {
        // The owner left off starting because of an interrupt.
        Tasks.checkCancelled();
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting for " + tally.name());
        }
        throw undecided(tally);
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
                if (report(index, task.outcome(), task, tally)) {
                  group.cancel(new Cancellation(task.title() + " decided", task.title()));
                }
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

  private static WeftBug undecided(Tally<?> tally) {
    return new WeftBug(tally.name() + " ended undecided");
  }

  private static <T extends @Nullable Object> boolean report(
      int index, Outcome<T> outcome, @Nullable Task<T> task, Tally<T> tally) {
    // That an operation was interrupted is not an interruption of the caller.
    return tally.ended(
        index,
        outcome instanceof Outcome.Failure<T>(InterruptedException interrupted)
            ? new Outcome.Failure<>(new TaskFailedException(tally.name(index), task, interrupted))
            : outcome);
  }
}
