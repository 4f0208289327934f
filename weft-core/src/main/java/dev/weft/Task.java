package dev.weft;

import dev.weft.internal.ClosedOnce;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// State: READY -> RUNNING <-> WAITING -> SUCCEEDED | FAILED | CANCELLED. The end is the write of
// `outcome`, made once by the task's own thread (record), or in its place by who finds that it will
// never have one (endUnrun); the rest is the state of that thread.
/// An operation that runs on a virtual thread of its own, with one group that waits for it.
///
/// Made by [TaskGroup#start(String, Op)], or by an [Offload] on a thread of a pool; a task never
/// outlives its group.
///
/// @param <T> what the operation returns
public final class Task<T extends @Nullable Object> extends Child implements Awaited {
  private final String name;
  private final @Nullable StartSite site;
  private final long startedAt = System.nanoTime();

  // Those who want to be told of the end. Written under the lock of the scope, read by any.
  volatile @Nullable Watch watches;

  // Dropped by the task's thread when it begins, so that a task that is kept does not keep what its
  // operation has captured.
  private @Nullable Op<? extends T, ?> op;

  // Null for a virtual thread of its own.
  private final @Nullable Launcher launcher;

  private volatile @Nullable Outcome<T> outcome;

  Task(
      String name,
      TaskGroup group,
      Op<? extends T, ?> op,
      boolean background,
      TaskThreads threads,
      @Nullable Launcher launcher) {
    super(group.scope(), background, threads);
    this.name = Objects.requireNonNull(name, "name");
    this.site = Sites.of(op);
    this.op = Carriers.carry(op);
    this.launcher = launcher;
  }

  void start() {
    if (launcher == null) {
      scope.strand.threads.unstarted(name, scope.strand).start();
    } else {
      launcher.launch(this);
    }
  }

  @Override
  void cancelledUnbegun() {
    if (launcher != null) {
      launcher.cancelledUnbegun(this);
    }
  }

  /// Waits for the task to end and returns its result.
  ///
  /// Cancellation of the *waiting* task ends the wait; it does not touch this one. What this task
  /// did happens-before the return.
  ///
  /// A wait that would make a circle of tasks that wait for each other is refused, by the one that
  /// comes last, also where a deadline around it would end it one day.
  ///
  /// @return what the operation returned
  /// @throws TaskFailedException if the operation failed; the cause is the failure
  /// @throws TaskCancelledException if this task was cancelled
  /// @throws IllegalStateException if this task is the waiting one, is around it, or waits for it
  ///   in turn, directly or through others; the message names them
  /// @throws InterruptedException if the waiting task is cancelled
  public T await() throws InterruptedException {
    if (join() instanceof Outcome.Cancelled<T>) {
      // Where one cancellation has hit both, the waiting task is told of its own.
      Tasks.checkCancelled();
    }
    return result();
  }

  /// What a task that has ended returned; for the rest like [#await()].
  T result() {
    return switch (outcome()) {
      case Outcome.Success<T>(var value) -> value;
      case Outcome.Failure<T>(var cause) -> throw new TaskFailedException(name, this, cause);
      case Outcome.Cancelled<T>(var why) -> throw new TaskCancelledException(name, why);
    };
  }

  /// Waits for the task to end, however it ends, and returns its outcome. Otherwise like
  /// [#await()].
  ///
  /// @return how the task ended
  /// @throws IllegalStateException if this task is the waiting one, is around it, or waits for it
  ///   in turn
  /// @throws InterruptedException if the waiting task is cancelled
  public Outcome<T> join() throws InterruptedException {
    Strand caller = Strand.current();
    requireNot(caller);
    if (caller != null) {
      caller.checkCancelled();
    }
    if (!isDone()) {
      letBegin();
      if (!isDone()) {
        Watch.await(this, caller);
      }
    }
    return outcome();
  }

  /// Refuses a wait of this task for itself.
  @Override
  boolean hasItsOwnThread() {
    return launcher == null;
  }

  void requireNotCurrent() {
    requireNot(Strand.current());
  }

  private void requireNot(@Nullable Strand caller) {
    if (caller == scope.strand) {
      throw new IllegalStateException(
          title()
              + " waits for itself, which only a deadline or a cancellation would end; return"
              + " instead");
    }
  }

  /// The threads of those that run, as of this moment.
  static List<Thread> threadsOf(Collection<? extends Task<?>> tasks) {
    List<Thread> threads = new ArrayList<>();
    for (Task<?> task : tasks) {
      Thread at = task.isDone() ? null : task.scope.strand.thread();
      if (at != null) {
        threads.add(at);
      }
    }
    return threads;
  }

  /// How the task ended, for a task that has.
  ///
  /// @return the outcome
  /// @throws IllegalStateException if it still runs
  public Outcome<T> outcome() {
    Outcome<T> end = outcome;
    if (end == null) {
      throw new IllegalStateException(
          title() + " has not ended; use await(), or ask isDone() first");
    }
    if (end instanceof Outcome.Success<T>(AutoCloseable _) || end instanceof Outcome.Failure<T>) {
      group().seen(this);
    }
    return end;
  }

  /// Whether the task has ended, however.
  ///
  /// @return true when there is an outcome
  public boolean isDone() {
    return outcome != null;
  }

  /// Cancels the task and everything below it, and returns at once; its group goes on waiting for
  /// it. A task that has not begun never runs. A task that was cancelled before its operation
  /// returned ends as cancelled. Without effect on a task that has ended.
  ///
  /// @param reason why, for whoever reads it
  public void cancel(String reason) {
    cancel(Cancellation.by(reason));
  }

  /// The name that the task was started with.
  ///
  /// @return the name
  @Override
  public String name() {
    return name;
  }

  @Override
  @Nullable StartSite site() {
    return site;
  }

  @Override
  long id() {
    return scope.strand.ownId();
  }

  /// When it was started, on the clock of [System#nanoTime()].
  long startedAt() {
    return startedAt;
  }

  /// Where the task is in its life.
  ///
  /// @return its state at this moment
  public TaskState state() {
    return switch (outcome) {
      case Outcome.Success<T> _ -> TaskState.SUCCEEDED;
      case Outcome.Failure<T> _ -> TaskState.FAILED;
      case Outcome.Cancelled<T> _ -> TaskState.CANCELLED;
      case null -> {
        Thread at = scope.strand.thread();
        yield at == null ? TaskState.READY : stateOf(at.getState());
      }
    };
  }

  static TaskState stateOf(Thread.State live) {
    return switch (live) {
      case NEW, RUNNABLE, TERMINATED -> TaskState.RUNNING;
      case BLOCKED, WAITING, TIMED_WAITING -> TaskState.WAITING;
    };
  }

  /// What the operation threw, for a task that failed.
  Throwable failure() {
    if (outcome instanceof Outcome.Failure<T>(var cause)) {
      return cause;
    }
    throw new WeftBug(this + " is taken for failed");
  }

  /// Closes the value that nobody has taken.
  void closeValue(ClosedOnce closed) {
    if (outcome instanceof Outcome.Success<T>(var value) && closed.isDue(value)) {
      Owned.close(value, title());
    }
  }

  // A million tasks may sleep in this frame: what the rest needs is not kept here meanwhile.
  @Override
  void run() {
    if (launcher == null) {
      scope.strand.beginOwn(scope);
    } else {
      scope.strand.begin(scope);
    }
    Outcome<T> end;
    Cancellation early = scope.cancellation();
    if (early != null) {
      end = new Outcome.Cancelled<>(early);
    } else {
      if (Listeners.any()) {
        Listeners.tell(
            new TaskEvent.Started(id(), name, group().id(), site, Thread.currentThread()));
      }
      try {
        end = returned(takeOp().call());
      } catch (Throwable thrown) {
        end = threw(thrown);
      }
    }
    finish(end);
  }

  private Op<? extends T, ?> takeOp() {
    Op<? extends T, ?> taken = Objects.requireNonNull(op);
    op = null;
    return taken;
  }

  private Outcome<T> threw(Throwable thrown) {
    if (launcher != null) {
      launcher.threw(thrown);
    }
    return Ending.threw(scope, thrown);
  }

  private void finish(Outcome<T> end) {
    op = null;
    scope.strand.leave(scope, null);
    try {
      record(end);
    } finally {
      leave();
    }
  }

  /// Ends it in place of run(), on any thread: as failed, or as cancelled.
  void endUnrun(@Nullable Throwable failure) {
    op = null;
    scope.strand.skip(scope);
    record(
        failure != null
            ? new Outcome.Failure<>(failure)
            : new Outcome.Cancelled<>(Objects.requireNonNull(scope.cancellation())));
    if (watches == null) {
      group().remove(this);
    } else {
      // Who watches may run code of the user's, which this thread is not for.
      Timers.aside(this::leave);
    }
  }

  /// The group learns of a failure before any waiter does, and that the task is gone last of all.
  private void record(Outcome<T> end) {
    if (Listeners.any()) {
      Listeners.tell(new TaskEvent.Ended(id(), name, end));
    }
    try {
      group().record(this, end);
    } finally {
      outcome = end;
    }
  }

  private void leave() {
    Watch.fire(this);
    group().remove(this);
  }

  private Outcome<T> returned(T value) {
    Cancellation own = scope.own();
    if (own == null) {
      return new Outcome.Success<>(value);
    }
    Owned.close(value, title());
    return new Outcome.Cancelled<>(own);
  }

  @Override
  public String toString() {
    return title() + " (" + state().toString().toLowerCase(Locale.ROOT) + ")";
  }
}
