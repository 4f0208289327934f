package dev.weft;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// 1. `innermost` is written by the strand's own thread under the lock, read by that thread without
//    it.
// 2. In a scope with a region Weft interrupts nobody; the region's canceller is called instead, and
//    only there.
// 3. After every change of `innermost` that matters (leave, a shield, a region) settle() brings
//    the interrupt flag and the region in line with what is in force there.
// 4. Lock order: strand before group. Nothing blocks under the lock.
//
// It is long because what a scope's entry, end and cancellation do to the thread is decided under
// one lock. Defended by CancellationTest, CancelRegionTest, DeadlineTest.
/// One thread's place in the tree: the innermost scope that it is in, and the way to wake it.
sealed class Strand extends Interrupts implements Runnable, Thread.UncaughtExceptionHandler
    permits RootStrand {
  /// What the threads of tasks are where no scheduler was asked for: that of the thread which makes
  /// them.
  static final TaskThreads INHERITED =
      (name, body) -> Thread.ofVirtual().name(name).unstarted(body);

  /// What the group around it waits for; null for a thread outside of all groups.
  final @Nullable Child child;

  /// What the tasks below run on.
  final TaskThreads threads;

  private @Nullable Scope innermost;

  // Owned by the strand's thread; made when it is needed.
  private @Nullable Spares spares;

  // Guarded by this. What a shielded clean-up failed with last: no cancellation was behind that.
  private @Nullable Throwable failureOfShield;

  // What the thread waits for the end of; written by it, read by any.
  private volatile @Nullable Awaited awaits;

  // Whether another task ever blocked to wait for this one; stays true.
  private volatile boolean awaited;

  // Guarded by this.
  private long id;
  private boolean reportedStuck;

  /// A strand whose thread is the one that begins it.
  Strand(Child child, TaskThreads threads) {
    super(null);
    this.child = child;
    this.threads = threads;
  }

  /// The strand of a thread outside of all groups.
  Strand(Thread thread) {
    super(thread);
    this.child = null;
    this.threads = INHERITED;
  }

  /// The strand of the calling thread, or null outside every scope.
  static @Nullable Strand current() {
    return Slot.get();
  }

  static @Nullable Scope currentScope() {
    Strand strand = Slot.get();
    return strand == null ? null : strand.innermost;
  }

  static String describe(Thread thread) {
    return "thread \""
        + (thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName())
        + "\"";
  }

  /// Enters a scope on the calling thread.
  static Scope enter(Scope.Kind kind, @Nullable TaskGroup group, @Nullable Deadline deadline) {
    return enter(kind, group, deadline, null);
  }

  /// Enters a scope in which a cancellation calls the region's canceller instead of interrupting.
  static Scope enterRegion(CancelRegion region) throws InterruptedException {
    Strand strand = Slot.get();
    if (strand != null) {
      strand.checkCancelled();
    }
    if (Thread.interrupted()) {
      throw strand == null
          ? new InterruptedException()
          : strand.explain(new InterruptedException());
    }
    return enter(Scope.Kind.OPEN, null, null, region);
  }

  private static Scope enter(
      Scope.Kind kind,
      @Nullable TaskGroup group,
      @Nullable Deadline deadline,
      @Nullable CancelRegion region) {
    Strand strand = Slot.get();
    if (strand == null) {
      strand = new RootStrand(Thread.currentThread());
      Slot.borrow(strand);
    }
    Scope scope = new Scope(strand, strand.innermost, kind, group, deadline, region);
    if (group != null) {
      strand.opensGroup();
    }
    strand.enter(scope);
    return scope;
  }

  /// Enters the first scope of a task; called by the task's own thread.
  void begin(Scope scope) {
    bind();
    Slot.borrow(this);
    enter(scope);
  }

  /// Enters the first scope on a virtual thread that Weft has made for it.
  void beginOwn(Scope scope) {
    bind();
    Slot.own(this);
    enter(scope);
  }

  /// The life of a virtual thread that Weft has made for a task. The strand is what the thread is
  /// given to run because it is there anyway: a million tasks may sleep.
  @Override
  public final void run() {
    Objects.requireNonNull(child).run();
  }

  /// The strand's thread is about to enter a group of its own.
  void opensGroup() {}

  /// The strand's thread has left its outermost scope.
  void hasLeft() {}

  /// Runs a task that has a strand of its own on the calling thread. The one that is there already
  /// rests meanwhile: an interrupt that is meant for it is not seen inside and is back afterwards.
  static void apart(Runnable task) {
    Strand here = Slot.get();
    if (here == null) {
      task.run();
      return;
    }
    Scope rest = enter(Scope.Kind.SHIELD, null, null);
    boolean interrupted = Thread.interrupted();
    boolean own = Slot.clear(here);
    try {
      task.run();
    } finally {
      if (own) {
        Slot.own(here);
      } else {
        Slot.borrow(here);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      here.leave(rest, null);
    }
  }

  /// Leaves the scope of a task that has not begun and never will.
  synchronized void skip(Scope scope) {
    scope.left = true;
    wantNone();
  }

  private void enter(Scope scope) {
    CancelRegion.Requests done = null;
    synchronized (this) {
      arrive();
      Scope around = innermost;
      if (around != null) {
        Cancellation outside = around.cancellation();
        if (outside != null && !scope.shield) {
          scope.enteredCancelled = true;
          scope.markInherited(outside);
        }
        around.inner = scope;
      }
      innermost = scope;
      if (scope.shield || isRegion(scope)) {
        done = settle(true);
      }
    }
    if (done != null) {
      done.stop();
    }
  }

  @Override
  void cancelledUnbegun() {
    if (child != null) {
      child.cancelledUnbegun();
    }
  }

  private static boolean isRegion(Scope scope) {
    Scope around = scope.around();
    return scope.region != (around == null ? null : around.region);
  }

  /// Leaves the innermost scope. Takes Weft's interrupt back where nothing around is cancelled, and
  /// brings it back where something is, unless the exception that leaves tells of it. No canceller
  /// of a region that ends here is in flight when this returns.
  void leave(Scope scope, @Nullable Throwable thrown) {
    CancelRegion.Requests ended = null;
    CancelRegion.Requests resting;
    synchronized (this) {
      if (innermost != scope) {
        throw new WeftBug("left scope is not the innermost one of " + this);
      }
      arrive();
      boolean told = thrown != null && tellsOfCancellation(thrown);
      if (scope.shield && thrown != null && !told) {
        failureOfShield = thrown;
      }
      Scope around = scope.around();
      if (scope.region != null && isRegion(scope)) {
        ended = scope.region.rest();
        if (ended != null && thrown != null && around != null) {
          around.brokenOff = thrown;
          noteObserved();
          told = true;
        }
      }
      scope.left = true;
      if (around != null) {
        around.inner = null;
        if (scope.brokenOff != null && !scope.shield) {
          around.brokenOff = scope.brokenOff;
        }
      }
      innermost = around;
      if (around == null) {
        failureOfShield = null;
      }
      resting = settle(told);
    }
    if (ended != null) {
      ended.stop();
    }
    if (resting != null) {
      resting.stop();
    }
    if (innermost == null) {
      Slot.clear(this);
      hasLeft();
    }
  }

  /// What has to be stopped, outside the lock, before the thread goes on.
  private CancelRegion.@Nullable Requests settle(boolean told) {
    arrive();
    noteConsumption();
    Cancellation now = innermost == null ? null : innermost.cancellation();
    CancelRegion region = innermost == null ? null : innermost.region;
    if (now == null || region != null) {
      takeBack();
    }
    if (region != null) {
      if (now == null) {
        return region.rest();
      }
      region.fire();
    } else if (now != null && !told) {
      bringBack();
    }
    return null;
  }

  /// Marks `scope` and the scopes inside it on this strand, and collects the tasks that have to be
  /// cancelled next and the strands that have to be woken at last. False if that was done before or
  /// the scope was left.
  synchronized boolean cancel(
      Scope scope, Cancellation why, boolean own, Deque<Scope> reached, List<Strand> woken) {
    if (scope.left || !(own ? scope.markOwn(why) : scope.markInherited(why))) {
      return false;
    }
    Scope at = scope;
    while (true) {
      if (at.group != null) {
        at.group.collectChildren(reached);
      }
      at = at.inner;
      if (at == null) {
        break;
      }
      if (at.shield) {
        return true;
      }
      at.markInherited(why);
    }
    if (innermost != null && innermost.region != null) {
      noteDelivery();
      innermost.region.fire();
    } else {
      want();
      woken.add(this);
    }
    return true;
  }

  /// The sticky check in front of every wait.
  void checkCancelled() throws CancelledException {
    Scope scope = innermost;
    Cancellation why = scope == null ? null : scope.cancellation();
    if (why != null) {
      observe();
      throw new CancelledException(why);
    }
  }

  /// What a wait of Weft throws when the JDK's wait below it was interrupted.
  InterruptedException explain(InterruptedException interrupt) {
    Scope scope = innermost;
    Cancellation why = scope == null ? null : scope.cancellation();
    if (why == null) {
      return interrupt;
    }
    observe();
    return CancelledException.of(why, interrupt);
  }

  /// Whether `thrown` is what a cancelled wait throws, and not a failure of its own. A time-out,
  /// the failure of another task and that of a shielded clean-up are failures, whatever interrupt
  /// is behind them.
  synchronized boolean tellsOfCancellation(Throwable thrown) {
    arrive();
    int depth = 0;
    for (Throwable t = thrown; t != null && depth < 64; t = t.getCause(), depth++) {
      if (t instanceof DeadlineExceededException
          || t instanceof TaskFailedException
          || t == failureOfShield) {
        return false;
      }
      if (isThrownByWaits(t) || (t instanceof IOException && isOursPending())) {
        return true;
      }
    }
    return false;
  }

  /// Whether `thrown` itself, and not only a cause of it, is what a cancelled wait throws.
  boolean isThrownByWaits(Throwable thrown) {
    return thrown instanceof InterruptedException
        || thrown instanceof ClosedByInterruptException
        || thrown instanceof StartRefusedException
        || isBrokenOff(thrown);
  }

  private boolean isBrokenOff(Throwable thrown) {
    for (Scope scope = innermost; scope != null; scope = scope.around()) {
      if (scope.brokenOff == thrown) {
        return true;
      }
    }
    return false;
  }

  Spares spares() {
    if (spares == null) {
      spares = new Spares();
    }
    return spares;
  }

  /// Notes what the thread is about to wait for the end of.
  ///
  /// @return what to throw if that waits for this thread in turn
  @Nullable IllegalStateException waitFor(Awaited what) {
    if (Listeners.any()) {
      Listeners.blocked(this, what);
    }
    awaits = what;
    if (child == null) {
      // Nobody can wait for it.
      return null;
    }
    switch (what) {
      case Task<?> task -> task.scope.strand.noteAwaited();
      case TaskWait<?> wait -> wait.needed().forEach(task -> task.scope.strand.noteAwaited());
      case TaskGroup _ -> {}
    }
    return Deadlocks.found(this, what);
  }

  private void noteAwaited() {
    if (!awaited) {
      awaited = true;
    }
  }

  /// Notes what the thread is about to wait for the end of; the caller makes sure that waitNoMore()
  /// follows, also when this throws.
  ///
  /// @throws IllegalStateException if that waits for this thread in turn
  void requireNoDeadlock(Awaited what) {
    IllegalStateException found = waitFor(what);
    if (found != null) {
      throw found;
    }
  }

  void waitNoMore() {
    boolean waited = awaits != null;
    awaits = null;
    if (waited && Listeners.any()) {
      Listeners.unblocked(this);
    }
  }

  /// What the thread waits for the end of, if it waits for such.
  @Nullable Awaited awaits() {
    return awaits;
  }

  boolean wasAwaited() {
    return awaited;
  }

  /// The scopes that it is in, outermost first.
  synchronized List<Scope> scopes() {
    List<Scope> scopes = new ArrayList<>();
    for (Scope scope = innermost; scope != null; scope = scope.around()) {
      scopes.add(scope);
    }
    return scopes.reversed();
  }

  /// The innermost scope, for the strand's own thread.
  @Nullable Scope here() {
    return innermost;
  }

  /// The innermost scope, for another thread.
  synchronized @Nullable Scope innermost() {
    return innermost;
  }

  /// The number of what the thread is at: an operation of a combinator, its task, or itself.
  long id() {
    for (Scope scope = innermost; scope != null; scope = scope.around()) {
      Crew<?> crew = scope.group == null ? null : scope.group.crew();
      int at = crew == null ? -1 : crew.ownerAt();
      if (crew != null && at >= 0) {
        return crew.id(at);
      }
    }
    return child != null ? child.id() : ownId();
  }

  /// The number of the task or thread itself.
  synchronized long ownId() {
    if (id == 0) {
      id = NodeIds.next();
    }
    return id;
  }

  synchronized boolean isReportedStuck() {
    return reportedStuck;
  }

  /// True for the first who asks.
  synchronized boolean isFirstReportOfStuck() {
    boolean first = !reportedStuck;
    reportedStuck = true;
    return first;
  }

  /// Nothing leaves a task uncaught but a bug of Weft's: it goes where it would go without us.
  @Override
  public void uncaughtException(Thread dying, Throwable thrown) {
    dying.getThreadGroup().uncaughtException(dying, thrown);
  }

  /// The name of what the thread is at: an operation of a combinator, its task, or itself.
  String label() {
    String op = ownersOp();
    return op != null ? op : child != null ? child.name() : ownTitle();
  }

  private @Nullable String ownersOp() {
    for (Scope scope = innermost; scope != null; scope = scope.around()) {
      String op = scope.group == null ? null : scope.group.ownersOp();
      if (op != null) {
        return op;
      }
    }
    return null;
  }

  /// How a thread is spoken of that is no child's.
  String ownTitle() {
    Thread at = thread();
    return at == null ? "thread" : describe(at);
  }

  /// The task whose thread this is, or the operation that it runs for a combinator.
  @Override
  public String toString() {
    String op = ownersOp();
    return op != null ? Child.title(op) : child != null ? child.title() : ownTitle();
  }
}
