package dev.weft;

import dev.weft.internal.Beside;
import dev.weft.internal.ClosedOnce;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

// 1. A child's end is recorded before anyone who awaits the child learns of it.
// 2. `failed` holds failed children in the order of their failures: all of them where the group
//    throws them (there none leaves it), elsewhere those that nobody has looked at. `unclaimed`
//    holds those whose value must be closed if nobody takes it. What is looked at leaves both, so
//    that a group which lives long holds only what it still has to report.
//
// Defended by TaskGroupFailureTest.
/// How the children of a group ended, as far as the group has to answer for it.
final class Ledger {
  private static final System.Logger LOG = System.getLogger("dev.weft");

  /// How long a failure in a group that may live for ever waits for somebody to look at it.
  private static final long PATIENCE_NANOS = 1_000_000_000;

  private final TaskGroup group;
  private final FailurePolicy policy;

  // Guarded by this. Made when there is something to keep, which for most groups is never.
  private Set<Task<?>> failed = Set.of();
  private Set<Task<?>> unclaimed = Set.of();
  private boolean cancelled;

  // Set under the lock when the first failure is in `failed`, never taken back; read without it.
  private volatile boolean hasFailed;

  Ledger(TaskGroup group, FailurePolicy policy) {
    this.group = group;
    this.policy = policy;
  }

  void record(Task<?> task, Outcome<?> outcome) {
    // Most children end like this, and nothing has to be kept of them.
    if (!(outcome instanceof Outcome.Success<?>(var value)) || value instanceof AutoCloseable) {
      keep(task, outcome);
    }
  }

  private synchronized void keep(Task<?> task, Outcome<?> outcome) {
    switch (outcome) {
      case Outcome.Success<?> _ -> {
        // A host lives on: it would keep them for ever.
        if (policy != FailurePolicy.REPORT && policy != FailurePolicy.HOST) {
          unclaimed = with(unclaimed, task);
        }
      }
      case Outcome.Cancelled<?>(var why) ->
          cancelled |= !task.background && why != group.scope().own();
      case Outcome.Failure<?> _ -> {
        if (policy != FailurePolicy.REPORT) {
          failed = with(failed, task);
          hasFailed = true;
        }
        if (policy == FailurePolicy.HOST) {
          // The timer must not wait for a log.
          var _ = Timers.schedule(PATIENCE_NANOS, () -> Timers.aside(() -> reportIfUnseen(task)));
        }
      }
    }
  }

  private static Set<Task<?>> with(Set<Task<?>> tasks, Task<?> task) {
    Set<Task<?>> all = tasks.isEmpty() ? new LinkedHashSet<>() : tasks;
    all.add(task);
    return all;
  }

  private static boolean without(Set<Task<?>> tasks, Task<?> task) {
    return !tasks.isEmpty() && tasks.remove(task);
  }

  /// Somebody has looked at the outcome of `task`, and owns its value now.
  synchronized void seen(Task<?> task) {
    without(unclaimed, task);
    if (policy != FailurePolicy.FAIL_FAST) {
      without(failed, task);
    }
  }

  /// An ordinary child that is not a task was cancelled.
  synchronized void noteCancelled() {
    cancelled = true;
  }

  /// Whether a child has failed; where the group throws failures, this one is there to be thrown.
  boolean hasFailure() {
    return hasFailed;
  }

  /// Whether an ordinary child was cancelled otherwise than by the group's own cancellation.
  synchronized boolean hasCancelled() {
    return cancelled;
  }

  /// The first failure with all others suppressed on it: that of the body if it came first, else
  /// that of a child.
  synchronized Throwable firstFailure(
      @Nullable Throwable thrown, boolean bodyFirst, boolean tellsNothingNew) {
    Task<?> first = failed.iterator().next();
    Throwable primary =
        thrown != null && (bodyFirst || isFailureOf(first, thrown))
            ? thrown
            : new TaskFailedException(first.name(), first, first.failure());
    for (Task<?> task : failed) {
      Throwable failure = task.failure();
      if (root(failure) != root(primary)) {
        Beside.suppress(primary, failure);
      }
    }
    if (thrown != null
        && !tellsNothingNew
        && root(thrown) != root(primary)
        && failed.stream().noneMatch(t -> isFailureOf(t, thrown))) {
      Beside.suppress(primary, thrown);
    }
    return primary;
  }

  /// The failure that it tells of: a thousand tasks that wait for a failed one tell of the same.
  private static Throwable root(Throwable thrown) {
    Throwable root = thrown;
    while (root instanceof TaskFailedException failed) {
      root = failed.failure();
    }
    return root;
  }

  private static boolean isFailureOf(Task<?> task, Throwable thrown) {
    return thrown instanceof TaskFailedException failure && failure.isOf(task);
  }

  /// Closes the value of the body and those that nobody took.
  void closeValues(@Nullable Object ofBody) {
    List<Task<?>> left;
    synchronized (this) {
      left = List.copyOf(unclaimed);
      unclaimed = Set.of();
    }
    var closed = new ClosedOnce();
    if (closed.isDue(ofBody)) {
      Owned.close(ofBody, group.toString());
    }
    left.forEach(task -> task.closeValue(closed));
  }

  private void reportIfUnseen(Task<?> task) {
    synchronized (this) {
      if (!without(failed, task)) {
        return;
      }
    }
    report(task, group, task.failure());
  }

  void reportUnseen() {
    List<Task<?>> unseen;
    synchronized (this) {
      unseen = List.copyOf(failed);
      failed = Set.of();
    }
    unseen.forEach(task -> report(task, group, task.failure()));
  }

  static void report(Task<?> task, TaskGroup group, Throwable failure) {
    report(task.scope.strand.ownId(), task.name(), group, task.site(), failure);
  }

  static void report(
      long id, String task, TaskGroup group, @Nullable StartSite site, Throwable failure) {
    String message =
        Child.title(task)
            + " of "
            + group
            + " failed and nobody looked at it"
            + (site == null ? "" : "; it was started at " + site);
    LOG.log(Level.WARNING, message, failure);
    Listeners.tell(() -> new TaskEvent.FailureUnseen(id, task, message, site, failure));
  }
}
