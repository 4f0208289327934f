package dev.weft;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

// How cancellation meets one thread. The JDK gives a thread a single interrupt flag, which anyone
// may
// set; this class knows which part of it is Weft's.
//
// 1. `innermost` is written by the strand's own thread under the lock, read by that thread without
// it.
// 2. `ours` is true from an interrupt that Weft sent until it is taken back; if the flag is then
// clear,
//    a wait of the JDK has consumed it. An interrupt of somebody else that was pending before is
// not
//    ours and is never cleared.
// 3. While a region is set nothing interrupts the thread; the region's canceller is called instead.
// 4. `observed`: the cancellation has surfaced in this thread as an exception since it was
// delivered.
// 5. Lock order: strand before group. Nothing blocks under the lock.
//
// Defended by CancellationTest, DeadlineTest, InterruptHygieneTest.
/// One thread's place in the tree: the innermost scope that it is in, and the way to wake it.
final class Strand {
  private static final ThreadLocal<@Nullable Strand> CURRENT = new ThreadLocal<>();

  private final Thread thread;
  private final String name;

  private @Nullable Scope innermost;

  // Guarded by this.
  private boolean ours;
  private boolean observed;
  private @Nullable CancelRegion region;
  private @Nullable Throwable brokenOff;

  Strand(Thread thread, String name) {
    this.thread = thread;
    this.name = name;
  }

  /// The strand of the calling thread, or null outside every scope.
  static @Nullable Strand current() {
    return CURRENT.get();
  }

  static @Nullable Scope currentScope() {
    Strand strand = CURRENT.get();
    return strand == null ? null : strand.innermost;
  }

  static String describe(Thread thread) {
    return "thread \""
        + (thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName())
        + "\"";
  }

  /// Enters a scope on the calling thread.
  static Scope enter(Scope.Kind kind, @Nullable TaskGroup group, @Nullable Deadline deadline) {
    Strand strand = CURRENT.get();
    if (strand == null) {
      strand = new Strand(Thread.currentThread(), describe(Thread.currentThread()));
      CURRENT.set(strand);
    }
    Scope scope = new Scope(strand, strand.innermost, kind, group, deadline);
    strand.enter(scope);
    return scope;
  }

  /// Enters the first scope of a task; called by the task's own thread.
  void begin(Scope scope) {
    CURRENT.set(this);
    enter(scope);
  }

  private synchronized void enter(Scope scope) {
    Scope around = innermost;
    if (around != null) {
      Cancellation outside = around.cancellation();
      if (outside != null && scope.kind != Scope.Kind.SHIELD) {
        scope.enteredCancelled = true;
        scope.markInherited(outside);
      }
      around.inner = scope;
    }
    innermost = scope;
    if (scope.kind == Scope.Kind.SHIELD) {
      settleInterrupt(true);
    }
  }

  /// Leaves the innermost scope. Takes Weft's interrupt back where nothing around is cancelled, and
  /// brings it back where something is, unless the exception that leaves tells of it.
  void leave(Scope scope, @Nullable Throwable thrown) {
    synchronized (this) {
      if (innermost != scope) {
        throw new WeftBug("left scope is not the innermost one of " + name);
      }
      boolean told = thrown != null && tellsOfCancellation(thrown);
      Scope outer = scope.outer;
      Scope around = outer != null && outer.strand == this ? outer : null;
      scope.left = true;
      if (around != null) {
        around.inner = null;
      }
      innermost = around;
      settleInterrupt(told);
    }
    if (innermost == null) {
      CURRENT.remove();
    }
  }

  private void settleInterrupt(boolean told) {
    Cancellation now = innermost == null ? null : innermost.cancellation();
    if (ours && !thread.isInterrupted()) {
      observed = true;
    }
    if (now == null) {
      if (ours) {
        Thread.interrupted();
        ours = false;
      }
    } else if (!told && !thread.isInterrupted()) {
      thread.interrupt();
      ours = true;
    }
  }

  /// Marks `scope` and the scopes inside it on this strand, wakes the thread, and collects the
  /// tasks that have to be cancelled next.
  synchronized void cancel(Scope scope, Cancellation why, boolean own, Deque<Scope> reached) {
    if (scope.left || !(own ? scope.markOwn(why) : scope.markInherited(why))) {
      return;
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
      if (at.kind == Scope.Kind.SHIELD) {
        return;
      }
      at.markInherited(why);
    }
    deliver();
  }

  private void deliver() {
    observed = false;
    if (region != null) {
      region.fire();
      return;
    }
    boolean foreign = !ours && thread.isInterrupted();
    thread.interrupt();
    ours = !foreign;
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

  /// The cancellation surfaces now: its interrupt has done its work.
  synchronized void observe() {
    observed = true;
    if (ours) {
      Thread.interrupted();
      ours = false;
    }
  }

  synchronized boolean hasObserved() {
    return observed || (ours && !thread.isInterrupted());
  }

  /// Whether `thrown` is what a cancelled wait throws, and not a failure of its own.
  synchronized boolean tellsOfCancellation(Throwable thrown) {
    int depth = 0;
    for (Throwable t = thrown; t != null && depth < 64; t = t.getCause(), depth++) {
      if (t instanceof InterruptedException
          || t instanceof ClosedByInterruptException
          || t instanceof StartRefusedException
          || t == brokenOff
          || (t instanceof IOException && ours && thread.isInterrupted())) {
        return true;
      }
    }
    return false;
  }

  /// From here a cancellation calls the region's canceller instead of interrupting.
  void enterRegion(CancelRegion entered) throws InterruptedException {
    synchronized (this) {
      checkCancelled();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      entered.outer = region;
      region = entered;
    }
  }

  /// Ends the region; no call of its canceller is in flight when this returns.
  void leaveRegion(CancelRegion entered, @Nullable Throwable thrown) {
    synchronized (this) {
      region = entered.outer;
    }
    boolean fired = entered.end();
    synchronized (this) {
      if (fired && thrown != null) {
        brokenOff = thrown;
        observed = true;
      }
      settleInterrupt(fired && thrown != null);
    }
  }

  StackTraceElement[] stack() {
    return thread.getStackTrace();
  }

  @Override
  public String toString() {
    return name;
  }
}
