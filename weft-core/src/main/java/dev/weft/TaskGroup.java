package dev.weft;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. The owner thread leaves run() only when no child is live (joinChildren).
// 2. A child is added under `lock` after a look at the scope's cancellation; a canceller marks the
// scope
//    before it collects the children under `lock`. So no child escapes a cancellation.
// 3. `failed` holds the failed children in the order of their failures.
// 4. A child's failure is recorded before anyone who awaits the child learns of it.
//
// OPEN -> WINDING_DOWN (body and ordinary children have ended) -> ENDED (no live child). A start is
// refused from WINDING_DOWN on, and while the scope is cancelled.
//
// Defended by TaskGroupTest, TaskGroupFailureTest, TaskGroupRaceTest.
/// Tasks that start, fail and end together: [#run(Body)] returns when all of them have ended.
///
/// - The first child that fails cancels the others and the body, and is thrown as the cause of a
///   [TaskFailedException] when all have ended; what else failed is suppressed on it. In a group of
///   [#supervise(Body)] children fail on their own.
/// - Children are started from any thread inside the group: its body, its children, theirs.
/// - Cancelling a single child is not a failure. Cancellation from outside cancels body and
///   children; the group still waits for them.
/// - A background child ([#startBackground(String, Op)]) is cancelled when everything else has
///   ended.
/// - If the group fails or is cancelled, the values of children that nobody took and that are
///   [AutoCloseable] are closed.
///
/// (asyncio `TaskGroup`, Trio nurseries, JEP 505.)
///
/// ```java
/// List<User> users = TaskGroup.run(group -> {
///   var first = group.start("user-1", () -> fetchUser(1));
///   var second = group.start("user-2", () -> fetchUser(2));
///   return List.of(first.await(), second.await());
/// });
/// ```
public final class TaskGroup {
  private static final System.Logger LOG = System.getLogger("dev.weft");

  private final String name;
  private final FailurePolicy policy;
  private final Scope scope;
  private final Thread owner = Thread.currentThread();
  private final Object lock = new Object();

  // Guarded by lock.
  private State state = State.OPEN;
  private @Nullable Task<?> live;
  private int ordinary;
  private int background;
  private int cancelledChildren;
  private boolean bodyFailedFirst;
  private final List<Task<?>> failed = new ArrayList<>(0);
  private final List<Task<?>> unclaimed = new ArrayList<>(0);

  private enum State {
    OPEN,
    WINDING_DOWN,
    ENDED
  }

  /// What runs in a group's owner thread.
  ///
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  @FunctionalInterface
  public interface Body<T extends @Nullable Object, X extends Exception> {

    /// Runs the body.
    ///
    /// @param group the group, to start children in
    /// @return the group's result
    /// @throws X if the body fails
    /// @throws InterruptedException if the group is cancelled
    T run(TaskGroup group) throws X, InterruptedException;
  }

  private TaskGroup(String name, FailurePolicy policy) {
    this.name = name;
    this.policy = policy;
    this.scope = Strand.enter(Scope.Kind.OPEN, this, null);
  }

  /// Runs a group whose first failure cancels the rest.
  ///
  /// Blocks until the body and every child have ended, also when it is cancelled.
  ///
  /// @param body starts the children; runs on the calling thread
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return what the body returned
  /// @throws X if the body failed first
  /// @throws TaskFailedException if a child failed first
  /// @throws InterruptedException if the calling task or this group was cancelled
  public static <T extends @Nullable Object, X extends Exception> T run(Body<T, X> body)
      throws X, InterruptedException {
    return run("group", body);
  }

  /// Runs a named group whose first failure cancels the rest. See [#run(Body)].
  ///
  /// @param name the group's name, for messages
  /// @param body starts the children; runs on the calling thread
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return what the body returned
  /// @throws X if the body failed first
  /// @throws TaskFailedException if a child failed first
  /// @throws InterruptedException if the calling task or this group was cancelled
  public static <T extends @Nullable Object, X extends Exception> T run(
      String name, Body<T, X> body) throws X, InterruptedException {
    return open(name, FailurePolicy.FAIL_FAST, body);
  }

  /// Runs a group whose children fail on their own: a failure is in the task's outcome and touches
  /// nobody else. One that nobody has looked at when the group ends is logged.
  ///
  /// @param name the group's name, for messages
  /// @param body starts the children; runs on the calling thread
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return what the body returned
  /// @throws X if the body failed
  /// @throws InterruptedException if the calling task or this group was cancelled
  public static <T extends @Nullable Object, X extends Exception> T supervise(
      String name, Body<T, X> body) throws X, InterruptedException {
    return open(name, FailurePolicy.SUPERVISE, body);
  }

  /// Runs a group whose children fail on their own. See [#supervise(String, Body)].
  ///
  /// @param body starts the children; runs on the calling thread
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return what the body returned
  /// @throws X if the body failed
  /// @throws InterruptedException if the calling task or this group was cancelled
  public static <T extends @Nullable Object, X extends Exception> T supervise(Body<T, X> body)
      throws X, InterruptedException {
    return supervise("group", body);
  }

  static <T extends @Nullable Object, X extends Exception> T open(
      String name, FailurePolicy policy, Body<T, X> body) throws X, InterruptedException {
    return new TaskGroup(name, policy).execute(body);
  }

  /// Starts a child on a virtual thread of its own. Does not wait. What the caller did before
  /// happens-before the child runs.
  ///
  /// @param name the task's name
  /// @param op what it does
  /// @param <T> what it returns
  /// @return the task
  /// @throws StartRefusedException if the group is being cancelled, has ended, or the calling
  ///   thread is not inside it; the operation does not run
  public <T extends @Nullable Object> Task<T> start(String name, Op<? extends T, ?> op) {
    requireInside(name);
    return add(new Task<>(name, this, op, false));
  }

  /// Starts a child whose name is the group's. See [#start(String, Op)].
  ///
  /// @param op what it does
  /// @param <T> what it returns
  /// @return the task
  /// @throws StartRefusedException if the group is being cancelled, has ended, or the calling
  ///   thread is not inside it; the operation does not run
  public <T extends @Nullable Object> Task<T> start(Op<? extends T, ?> op) {
    return start(name, op);
  }

  /// Starts a child that serves the others: it is cancelled when the body and all ordinary children
  /// have ended, and awaited as they are. If it fails, it fails the group.
  ///
  /// @param name the task's name
  /// @param op what it does
  /// @param <T> what it returns
  /// @return the task
  /// @throws StartRefusedException if the group is being cancelled, has ended, or the calling
  ///   thread is not inside it; the operation does not run
  public <T extends @Nullable Object> Task<T> startBackground(String name, Op<? extends T, ?> op) {
    requireInside(name);
    return add(new Task<>(name, this, op, true));
  }

  /// Cancels the body and all children, and returns at once; [#run(Body)] goes on waiting for them.
  /// May be called by any thread, inside or not.
  ///
  /// @param reason why, for whoever reads it
  public void cancel(String reason) {
    cancel(Cancellation.by(reason));
  }

  void cancel(Cancellation why) {
    scope.cancel(why);
  }

  /// The group's name.
  ///
  /// @return the name
  public String name() {
    return name;
  }

  Scope scope() {
    return scope;
  }

  /// Starts a child from a thread that need not be inside, for groups that are open to all.
  <T extends @Nullable Object> Task<T> adopt(String name, Op<? extends T, ?> op, boolean serving) {
    return add(new Task<>(name, this, op, serving));
  }

  /// Waits for the ordinary children, then cancels those that are left and returns their names.
  /// Called by the body; the children that are left are awaited as always when it returns.
  List<String> endWithin(Duration bound, Cancellation why) throws InterruptedException {
    try {
      Deadline.within(
          bound,
          () -> {
            while (!isIdle(false)) {
              LockSupport.park(this);
              if (Thread.interrupted()) {
                throw new InterruptedException();
              }
            }
            return null;
          });
    } catch (DeadlineExceededException e) {
      // Told by the names of those that are left.
    }
    List<Task<?>> left = new ArrayList<>();
    synchronized (lock) {
      children().stream().filter(task -> !task.background).forEach(left::add);
    }
    left.forEach(task -> task.cancel(why));
    return left.stream().map(Task::name).toList();
  }

  private boolean isIdle(boolean withBackground) {
    synchronized (lock) {
      return ordinary + (withBackground ? background : 0) == 0;
    }
  }

  private void requireInside(String task) {
    if (!scope.contains(Strand.currentScope())) {
      throw new StartRefusedException(
          "task \""
              + task
              + "\" is started in "
              + this
              + " from outside; start it from the body or a task of the group");
    }
  }

  private <T extends @Nullable Object> Task<T> add(Task<T> task) {
    synchronized (lock) {
      Cancellation why = scope.cancellation();
      if (state == State.ENDED) {
        throw new StartRefusedException(
            this + " has ended; start task \"" + task.name() + "\" before run() returns");
      }
      if (why != null || state == State.WINDING_DOWN) {
        throw new StartRefusedException(
            "task \""
                + task.name()
                + "\" is not started: "
                + this
                + (why == null
                    ? " is ending, only its background tasks are left"
                    : " is cancelled: " + why));
      }
      link(task);
    }
    try {
      task.start();
    } catch (Throwable t) {
      remove(task);
      throw t;
    }
    return task;
  }

  private <T extends @Nullable Object, X extends Exception> T execute(Body<T, X> body)
      throws X, InterruptedException {
    T value = null;
    Throwable thrown = null;
    try {
      value = body.run(this);
    } catch (Throwable t) {
      thrown = t;
      bodyFailed(t);
    }
    boolean interrupted = joinChildren();
    Throwable conclusion = conclude(thrown, interrupted);
    scope.strand.leave(scope, conclusion);
    if (conclusion != null) {
      discard(value);
      throw Sneaky.<X>rethrow(conclusion);
    }
    reportUnseen();
    return Sneaky.present(value);
  }

  private void bodyFailed(Throwable thrown) {
    boolean told = scope.cancellation() != null && scope.strand.tellsOfCancellation(thrown);
    synchronized (lock) {
      bodyFailedFirst = !told && failed.isEmpty();
    }
    cancel(
        new Cancellation("the body of " + this + " ended with " + thrown, scope.strand.toString()));
  }

  /// Waits for the children; true if somebody who does not use Weft interrupted the wait.
  private boolean joinChildren() {
    boolean interrupted = awaitNone(false);
    List<Task<?>> serving;
    synchronized (lock) {
      state = State.WINDING_DOWN;
      serving = children();
    }
    for (Task<?> task : serving) {
      task.cancel(new Cancellation(this + " ends", toString()));
    }
    interrupted |= awaitNone(true);
    synchronized (lock) {
      state = State.ENDED;
    }
    return interrupted;
  }

  private boolean awaitNone(boolean withBackground) {
    boolean interrupted = false;
    while (!isIdle(withBackground)) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        if (scope.cancellation() == null) {
          interrupted = true;
          cancel(new Cancellation("its thread was interrupted", scope.strand.toString()));
        }
        scope.strand.observe();
      }
    }
    return interrupted;
  }

  private @Nullable Throwable conclude(@Nullable Throwable thrown, boolean interrupted) {
    Cancellation why = scope.cancellation();
    Cancellation outside = scope.arrivedFromOutside();
    if (policy == FailurePolicy.FAIL_FAST && !failed.isEmpty()) {
      return firstFailure(thrown);
    }
    if (thrown instanceof InterruptedException interrupt && why != null && !bodyFailedFirst) {
      return CancelledException.of(why, interrupt);
    }
    if (thrown != null) {
      return thrown;
    }
    if (interrupted) {
      return new InterruptedException("interrupted while waiting for the tasks of " + this);
    }
    return outside != null && cancelledChildren > 0 ? new CancelledException(outside) : null;
  }

  /// The first failure with all others suppressed on it.
  private Throwable firstFailure(@Nullable Throwable thrown) {
    Task<?> first = failed.getFirst();
    Throwable primary;
    if (thrown != null && (bodyFailedFirst || isFailureOf(first, thrown))) {
      primary = thrown;
    } else {
      primary = new TaskFailedException(first, first.failure());
    }
    for (Task<?> task : failed) {
      Throwable failure = task.failure();
      if (failure != primary && !isFailureOf(task, primary) && failure != primary.getCause()) {
        primary.addSuppressed(failure);
      }
    }
    if (thrown != null && thrown != primary && !tellsNothingNew(thrown)) {
      primary.addSuppressed(thrown);
    }
    return primary;
  }

  private static boolean isFailureOf(Task<?> task, Throwable thrown) {
    return thrown instanceof TaskFailedException failure && failure.task() == task;
  }

  /// Whether what the body threw only repeats that the group was cancelled or that a child failed.
  private boolean tellsNothingNew(Throwable thrown) {
    return scope.strand.tellsOfCancellation(thrown)
        || failed.stream().anyMatch(task -> isFailureOf(task, thrown));
  }

  private void discard(@Nullable Object value) {
    Owned.close(value, toString());
    List<Task<?>> left;
    synchronized (lock) {
      left = List.copyOf(unclaimed);
      unclaimed.clear();
    }
    for (Task<?> task : left) {
      task.closeValue();
    }
  }

  private void reportUnseen() {
    if (policy == FailurePolicy.SUPERVISE) {
      failed.stream()
          .filter(task -> !task.isObserved())
          .forEach(task -> report(task.name(), task.failure()));
    }
  }

  private void report(String task, Throwable failure) {
    LOG.log(
        Level.WARNING,
        "task \"" + task + "\" of " + this + " failed and nobody looked at it",
        failure);
  }

  /// Called by a child's thread with its outcome, before anyone who awaits the child knows it.
  void record(Task<?> task, Outcome<?> outcome) {
    switch (outcome) {
      case Outcome.Success<?>(var value) -> {
        if (value instanceof AutoCloseable && policy != FailurePolicy.REPORT) {
          synchronized (lock) {
            unclaimed.add(task);
          }
        }
      }
      case Outcome.Cancelled<?> _ -> {
        synchronized (lock) {
          cancelledChildren++;
        }
      }
      case Outcome.Failure<?>(var cause) -> recordFailure(task, cause);
    }
  }

  private void recordFailure(Task<?> task, Throwable cause) {
    if (policy == FailurePolicy.REPORT) {
      report(task.name(), cause);
      return;
    }
    synchronized (lock) {
      failed.add(task);
    }
    if (policy == FailurePolicy.FAIL_FAST) {
      String source = "task \"" + task.name() + "\"";
      cancel(new Cancellation(source + " failed", source));
    }
  }

  /// Somebody has taken the value of `task` and owns it now.
  void claim(Task<?> task) {
    synchronized (lock) {
      unclaimed.remove(task);
    }
  }

  private void link(Task<?> task) {
    task.next = live;
    if (live != null) {
      live.previous = task;
    }
    live = task;
    if (task.background) {
      background++;
    } else {
      ordinary++;
    }
  }

  /// Called last of all by a child's thread: the child is gone.
  void remove(Task<?> task) {
    boolean wake;
    synchronized (lock) {
      if (task.previous != null) {
        task.previous.next = task.next;
      } else {
        live = task.next;
      }
      if (task.next != null) {
        task.next.previous = task.previous;
      }
      task.previous = null;
      task.next = null;
      if (task.background) {
        background--;
      } else {
        ordinary--;
      }
      wake = ordinary == 0;
    }
    if (wake) {
      LockSupport.unpark(owner);
    }
  }

  private List<Task<?>> children() {
    List<Task<?>> children = new ArrayList<>(ordinary + background);
    for (Task<?> task = live; task != null; task = task.next) {
      children.add(task);
    }
    return children;
  }

  /// Adds the scopes of the live children to what a cancellation has to reach.
  void collectChildren(Deque<Scope> reached) {
    synchronized (lock) {
      for (Task<?> task = live; task != null; task = task.next) {
        reached.add(task.scope);
      }
    }
  }

  @Override
  public String toString() {
    return "group \"" + name + "\"";
  }
}
