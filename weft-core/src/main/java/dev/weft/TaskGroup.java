package dev.weft;

import dev.weft.internal.Beside;
import dev.weft.internal.Sneaky;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

// 1. The owner thread leaves run() only when no child is live (joinChildren).
// 2. A child's failure is recorded, and has cancelled the group, before anyone who awaits the child
//    learns of it.
// 3. An interrupt of somebody else that ends the wait for the children is not lost: it surfaces as
//    an InterruptedException, or as the interrupt flag where something else is thrown.
//
// How it ends (conclude); the first line that applies:
//
// | a child failed (fail-fast)               | the first failure, the others suppressed on it;  |
// |                                          | a failure comes before an interruption           |
// | the body threw because of a cancellation | CancelledException with the cancellation         |
// | the body threw                           | that                                             |
// | cancelled from outside, and so a child   | CancelledException                               |
// | interrupted by somebody else             | InterruptedException                             |
// | none of these, also if the group was     | the body's value                                 |
// | cancelled by its own cancel()            |                                                  |
//
// Most of its length is what callers have to know.
// Which children are live is the business of Children, how they ended that of Ledger.
// Defended by TaskGroupTest, TaskGroupStartTest, TaskGroupFailureTest, TaskGroupRaceTest,
// TaskTreeStressTest.
/// Tasks that start, fail and end together: [#run(Body)] returns when all of them have ended.
///
/// - The first child that fails cancels the others and the body, and is thrown as the cause of a
///   [TaskFailedException] when all have ended; what else failed is suppressed on it. In a group of
///   [#supervise(Body)] children fail on their own.
/// - Children are started from any thread inside the group: its body, its children, theirs.
/// - Cancelling a single child is not a failure. Cancellation from outside cancels body and
///   children; the group still waits for them.
/// - A group that was cancelled by [#cancel(String)] ends with its body: one that returns
///   nevertheless keeps its value, and what became of the children is in their outcomes.
/// - A background child ([#startBackground(String, Op)]) is cancelled when everything else has
///   ended.
/// - If the group throws, the values of children that nobody took and that are [AutoCloseable] are
///   closed.
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
public final class TaskGroup implements Awaited {
  private final String name;
  private final FailurePolicy policy;
  private final Scope scope;
  private final Children children;
  private final Ledger ledger;
  private final @Nullable Crew<?> crew;
  private final @Nullable StartSite site;

  // Whether any child was cancelled, with the group or alone.
  private volatile boolean childWasCancelled;

  // Whoever cancels it sets `look`, then looks at `bodyEnded`; the owner does it the other way
  // round. So the look is taken back when the body ends.
  private volatile boolean bodyEnded;
  private volatile @Nullable Future<?> look;

  // The owner's own.
  private @Nullable IllegalStateException deadlock;

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

  private TaskGroup(String name, FailurePolicy policy, @Nullable Crew<?> crew, Body<?, ?> body) {
    this.name = Objects.requireNonNull(name, "name");
    this.policy = policy;
    this.crew = crew;
    this.site = crew == null ? Sites.of(body) : crew.site();
    this.children = new Children(this);
    this.ledger = new Ledger(this, policy);
    // Last, because a cancellation may come through the scope from here on.
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
  /// @throws IllegalStateException if a child waits for the calling task, which waits here for the
  ///   child: the group is cancelled
  /// @throws InterruptedException if the calling task is cancelled, or if this group is and its
  ///   body does not return
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
  /// @throws IllegalStateException if a child waits for the calling task, which waits here for the
  ///   child: the group is cancelled
  /// @throws InterruptedException if the calling task is cancelled, or if this group is and its
  ///   body does not return
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
  /// @throws IllegalStateException if a child waits for the calling task, which waits here for the
  ///   child: the group is cancelled
  /// @throws InterruptedException if the calling task is cancelled, or if this group is and its
  ///   body does not return
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
  /// @throws IllegalStateException if a child waits for the calling task, which waits here for the
  ///   child: the group is cancelled
  /// @throws InterruptedException if the calling task is cancelled, or if this group is and its
  ///   body does not return
  public static <T extends @Nullable Object, X extends Exception> T supervise(Body<T, X> body)
      throws X, InterruptedException {
    return supervise("group", body);
  }

  static <T extends @Nullable Object, X extends Exception> T open(
      String name, FailurePolicy policy, Body<T, X> body) throws X, InterruptedException {
    return new TaskGroup(name, policy, null, body).execute(body);
  }

  static <T extends @Nullable Object, X extends Exception> T open(
      String name, Crew<?> crew, Body<T, X> body) throws X, InterruptedException {
    return new TaskGroup(name, FailurePolicy.KEEP, crew, body).execute(body);
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
    return add(new Task<>(name, this, op, false, threads(), null));
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

  /// Starts a child that `launcher` has run; the tasks below it get threads of the JVM's scheduler.
  <T extends @Nullable Object> Task<T> start(
      String name, Op<? extends T, ?> op, Launcher launcher) {
    requireInside(name);
    return add(new Task<>(name, this, op, false, Strand.INHERITED, launcher));
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
    return add(new Task<>(name, this, op, true, threads(), null));
  }

  /// Cancels the body and all children, and returns at once; [#run(Body)] goes on waiting for them.
  /// May be called by any thread, inside or not. A body that returns nevertheless keeps its value.
  ///
  /// @param reason why, for whoever reads it
  public void cancel(String reason) {
    cancel(Cancellation.by(reason));
  }

  void cancel(Cancellation why) {
    if (scope.cancel(why) && !bodyEnded && Thread.currentThread() != scope.strand.thread()) {
      look = Patience.lookAfter(scope.strand);
      if (bodyEnded) {
        look.cancel(false);
      }
    }
  }

  /// The group's name.
  ///
  /// @return the name
  public String name() {
    return name;
  }

  /// What the owner's thread runs at this moment, if it is an operation of a combinator.
  @Nullable String ownersOp() {
    int at = crew == null ? -1 : crew.ownerAt();
    return crew == null || at < 0 ? null : crew.name(at);
  }

  Scope scope() {
    return scope;
  }

  /// The operations of the combinator that this group is of, if it is of one.
  @Nullable Crew<?> crew() {
    return crew;
  }

  /// Where it was opened, if that is known.
  @Nullable StartSite site() {
    return site;
  }

  /// Its number in the tree.
  long id() {
    return children.id();
  }

  /// The live children, the youngest first.
  List<Child> children() {
    return children.all();
  }

  /// Called when a child was cancelled alone: the owner, if it waits for the children, looks after
  /// it.
  void childWasCancelled() {
    childWasCancelled = true;
    if (scope.strand.awaits() == this) {
      children.wakeOwner();
    }
  }

  boolean isAnyCancelled() {
    return childWasCancelled || scope.cancellation() != null;
  }

  /// Starts a child from a thread that need not be inside, for groups that are open to all.
  <T extends @Nullable Object> Task<T> adopt(String name, Op<? extends T, ?> op, boolean serving) {
    return add(new Task<>(name, this, op, serving, threads(), null));
  }

  /// Starts a child on a thread of another scheduler, from a thread that need not be inside.
  <T extends @Nullable Object> Task<T> adopt(
      String name, Op<? extends T, ?> op, TaskThreads threads) {
    return add(new Task<>(name, this, op, false, threads, null));
  }

  /// How many children have not ended.
  int size() {
    return children.size();
  }

  /// What the children run on unless they are told otherwise.
  TaskThreads threads() {
    return scope.strand.threads;
  }

  /// Starts a child from any thread, whose end is told to `then` by its own thread. See [Watch].
  <T extends @Nullable Object> Task<T> adoptWatched(
      String name, Op<? extends T, ?> op, Consumer<? super Task<T>> then) {
    var task = new Task<T>(name, this, op, false, threads(), null);
    new Watch(task, _ -> then.accept(task)).start();
    return add(task);
  }

  boolean hasEnded() {
    return children.isEnded();
  }

  /// Waits for the ordinary children, then cancels those that are left and returns their names.
  /// Called by the body; the children that are left are awaited as always when it returns.
  List<String> endWithin(Duration bound, Cancellation why) throws InterruptedException {
    try {
      Deadline.within(
          bound,
          () -> {
            while (children.hasOrdinary()) {
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
    List<Child> left = children.all().stream().filter(child -> !child.background).toList();
    left.forEach(child -> child.cancel(why));
    return left.stream().map(Child::name).toList();
  }

  private void requireInside(String task) {
    if (!scope.contains(Strand.currentScope())) {
      children.requireNotEnded(task);
      throw new StartRefusedException(
          "task \""
              + task
              + "\" is started in "
              + this
              + " from outside; start it from the body or a task of the group");
    }
  }

  private <T extends @Nullable Object> Task<T> add(Task<T> task) {
    try {
      children.add(task);
    } catch (StartRefusedException refused) {
      if (children.isWindingDown()) {
        // A background task must not learn of the end as a failure before it is cancelled.
        cancelAll();
      }
      throw refused;
    }
    try {
      task.start();
    } catch (Throwable t) {
      children.remove(task);
      throw t;
    }
    return task;
  }

  private <T extends @Nullable Object, X extends Exception> T execute(Body<T, X> body)
      throws X, InterruptedException {
    T value = null;
    Throwable thrown = null;
    boolean told = false;
    boolean first = false;
    boolean interrupted = false;
    try {
      value = body.run(this);
    } catch (Throwable t) {
      thrown = t;
      told = scope.cancellation() != null && scope.strand.tellsOfCancellation(t);
      boolean stopped = t instanceof InterruptedException;
      interrupted = stopped && !told && !(t instanceof CancelledException);
      first = !told && !stopped && !ledger.hasFailure();
      String text = TaskFailedException.text(t);
      cancel(new Cancellation("the body of " + this + " ended with " + text, toString()));
    }
    interrupted |= joinChildren();
    if (deadlock != null) {
      // Nothing was cancelled by then, so no child had failed.
      first |= thrown == null;
      thrown = thrown == null ? deadlock : thrown;
      Beside.suppress(thrown, deadlock);
    }
    Throwable conclusion = conclude(thrown, told, first, interrupted);
    scope.strand.leave(scope, conclusion);
    if (interrupted && !(conclusion instanceof InterruptedException)) {
      Thread.currentThread().interrupt();
    }
    if (policy == FailurePolicy.SUPERVISE || policy == FailurePolicy.HOST) {
      ledger.reportUnseen();
    }
    if (conclusion != null) {
      ledger.closeValues(value);
      throw Sneaky.<X>rethrow(conclusion);
    }
    return Sneaky.present(value);
  }

  /// Waits for the children; true if somebody who does not use Weft interrupted the wait.
  private boolean joinChildren() {
    bodyEnded = true;
    if (look != null) {
      look.cancel(false);
    }
    if (endsAtOnce()) {
      return false;
    }
    boolean interrupted = parkUntil(children::windDown);
    cancelAll();
    interrupted |= parkUntil(children::end);
    return interrupted;
  }

  /// Whether no child is left, at the latest when the newest has had the chance to run. In a method
  /// of its own, so that whoever waits for the others does not keep that one.
  private boolean endsAtOnce() {
    Child newest = children.endOrNewest();
    // A background one is about to be cancelled.
    if (newest != null && !newest.background) {
      newest.letBegin();
      newest = children.endOrNewest();
    }
    return newest == null;
  }

  private void cancelAll() {
    for (Child child : children.all()) {
      child.cancel(new Cancellation(this + " ends", toString()));
    }
  }

  private boolean parkUntil(BooleanSupplier condition) {
    if (condition.getAsBoolean()) {
      return false;
    }
    IllegalStateException found = scope.strand.waitFor(this);
    if (found != null) {
      // A child waits for the owner's task: the group fails of it, as if the body had.
      deadlock = found;
      cancel(new Cancellation(TaskFailedException.text(found), toString()));
    }
    boolean interrupted = false;
    var patience = new Patience(this);
    do {
      patience.park();
      if (scope.strand.takeForeignInterrupt()) {
        interrupted = true;
        cancel(new Cancellation("its thread was interrupted", scope.strand.toString()));
      }
    } while (!condition.getAsBoolean());
    scope.strand.waitNoMore();
    return interrupted;
  }

  private @Nullable Throwable conclude(
      @Nullable Throwable thrown, boolean told, boolean first, boolean interrupted) {
    if (policy == FailurePolicy.FAIL_FAST && ledger.hasFailure()) {
      boolean nothingNew = told && thrown != null && !Ending.hidesFailure(scope.strand, thrown);
      return ledger.firstFailure(thrown, first, nothingNew);
    }
    Throwable failure = crew == null ? null : crew.conclude();
    if (failure != null) {
      return failure;
    }
    Cancellation why = scope.cancellation();
    if (thrown != null) {
      return told && why != null ? CancelledException.of(why, thrown) : thrown;
    }
    Cancellation outside = scope.arrivedFromOutside();
    if (outside != null && ledger.hasCancelled()) {
      return new CancelledException(outside);
    }
    return interrupted
        ? new InterruptedException("interrupted while waiting for the tasks of " + this)
        : null;
  }

  /// Called by a child's thread with its outcome, before anyone who awaits the child knows it.
  void record(Task<?> task, Outcome<?> outcome) {
    ledger.record(task, outcome);
    if (outcome instanceof Outcome.Failure<?>(var cause)) {
      if (policy == FailurePolicy.REPORT) {
        Ledger.report(task, this, cause);
      } else if (policy == FailurePolicy.FAIL_FAST) {
        String source = "task \"" + task.name() + "\"";
        cancel(new Cancellation(source + " failed", source));
      }
    }
  }

  /// Somebody has looked at the outcome of `task`, and owns its value now.
  void seen(Task<?> task) {
    ledger.seen(task);
  }

  /// Called last of all by a child's thread: the child is gone.
  void remove(Child child) {
    children.remove(child);
  }

  /// Adds a spare thread of the group's combinator unless the group is being cancelled or ends.
  boolean join(Hand hand) {
    return children.join(hand);
  }

  /// An operation of the group's combinator was cancelled.
  void noteCancelled() {
    ledger.noteCancelled();
  }

  /// Adds the scopes of the live children to what a cancellation has to reach.
  void collectChildren(Deque<Scope> reached) {
    children.collect(reached);
  }

  @Override
  public String toString() {
    return "group \"" + name + "\"";
  }
}
