package dev.weft.sim;

import dev.weft.Deadline;
import dev.weft.Op;
import dev.weft.Outcome;
import dev.weft.Task;
import dev.weft.TaskGroup;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

// The number of steps of a run that is not cancelled says where to cancel: before its step 1, 2 and
// so on. Up to there a run under the same seed goes the same way.
/// Runs a program and cancels it, each time at another step.
final class CancelEverywhere {
  private static final Duration FAR = Duration.ofDays(10_000);

  // Of the run in progress; set by its program, used by its hook on the carrier between two steps.
  private @Nullable Task<?> task;
  private @Nullable Deadline deadline;

  private CancelEverywhere() {}

  static Exploration explore(Options given, long seed, Op<?, ?> op) throws InterruptedException {
    Options options =
        given.way() == Options.Way.CALL ? given.way(Options.Way.CANCEL_EVERYWHERE) : given;
    return Explorer.with(
        options,
        explorer -> {
          var whole = new CancelEverywhere();
          End<?> end = explorer.run(seed, whole.cancellable(op), true, null);
          end.requireGood(options);
          for (int step = 1; step <= end.run().steps() && !explorer.isStopped(); step++) {
            cancelAt(explorer, options, seed, step, op, false);
            cancelAt(explorer, options, seed, step, op, true);
          }
          return explorer.seen(false);
        });
  }

  private static void cancelAt(
      Explorer explorer, Options options, long seed, int step, Op<?, ?> op, boolean byDeadline) {
    var attempt = new CancelEverywhere();
    End<?> end =
        explorer.run(
            seed,
            byDeadline ? attempt.expiring(op) : attempt.cancellable(op),
            true,
            now -> {
              if (now == step) {
                attempt.cancel();
              }
            });
    if (end.isBad()) {
      end.run()
          .findings
          .addFirst(
              (byDeadline ? "its deadline expired" : "it was cancelled") + " before step " + step);
    }
    end.requireGood(options);
  }

  private void cancel() {
    if (task != null) {
      task.cancel("at this step");
    }
    if (deadline != null) {
      deadline.reschedule(Duration.ZERO);
    }
  }

  /// Fails if the program does, and not if it is cancelled.
  private Op<?, Exception> cancellable(Op<?, ?> op) {
    return () ->
        TaskGroup.<Object, Exception>supervise(
            "cancelled everywhere",
            group -> {
              Task<?> started = group.start("program", op);
              task = started;
              Outcome<?> end = started.join();
              task = null;
              if (end instanceof Outcome.Failure<?>(var cause)) {
                throw cause instanceof Exception e ? e : new IllegalStateException(cause);
              }
              return true;
            });
  }

  private Op<?, Exception> expiring(Op<?, ?> op) {
    return () ->
        Deadline.<Object, Exception>within(
            FAR,
            own -> {
              deadline = own;
              try {
                return op.call();
              } catch (InterruptedException e) {
                if (own.expired()) {
                  return "broken off";
                }
                throw e;
              } finally {
                deadline = null;
              }
            });
  }
}
