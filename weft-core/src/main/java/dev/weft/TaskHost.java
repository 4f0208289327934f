package dev.weft;

import dev.weft.internal.Sneaky;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. A called task is a child of its caller's group, a submitted one of the host's own group. So
//    each has one group that waits for it; close() only cancels the first kind, and waits until
//    their callers have seen them end.
// 2. `closing` is set under the lock before close() looks at `called`; a call is added under the
//    lock after a look at it. So close() misses none.
// 3. The host's thread owns the group. It leaves when the group is cancelled, and nothing else
//    makes it leave: an interrupt by somebody else does not.
//
// Defended by TaskHostTest.
/// Runs tasks on the virtual threads of a scheduler, for threads that are not on it: what an event
/// loop or a simulator needs of the task tree.
///
/// [#call(String, Op)] runs an operation there as a child of the calling task and waits for it;
/// [#submit(String, Op)] starts a task that belongs to the host. [#close(String)] cancels what is
/// left of both and waits for it.
public final class TaskHost {
  private final String name;
  private final TaskThreads threads;
  private final Thread host;
  private final CompletableFuture<TaskGroup> group = new CompletableFuture<>();

  // Guarded by this.
  private final Set<Task<?>> called = new LinkedHashSet<>();
  private boolean closing;

  private TaskHost(String name, TaskThreads threads) {
    this.name = name;
    this.threads = (task, body) -> requireVirtual(threads.unstarted(task, body));
    this.host = this.threads.unstarted(name + "-host", this::run);
  }

  /// A platform thread would lose its place in the tree.
  private Thread requireVirtual(Thread made) {
    if (!made.isVirtual()) {
      throw new IllegalArgumentException(
          name
              + " was given a platform thread, "
              + Strand.describe(made)
              + "; let its TaskThreads make virtual ones, for example with Thread.ofVirtual()");
    }
    return made;
  }

  /// Starts a host. Its own thread is one of `threads`.
  ///
  /// @param name its name, for messages
  /// @param threads makes the virtual threads of its tasks
  /// @return the host
  /// @throws IllegalArgumentException if `threads` makes a thread that is not virtual; whoever
  ///   starts a task for which it does so gets the same
  public static TaskHost start(String name, TaskThreads threads) {
    var started = new TaskHost(name, threads);
    started.host.start();
    return started;
  }

  private void run() {
    try {
      TaskGroup.<@Nullable Void, RuntimeException>open(
          name,
          FailurePolicy.HOST,
          opened -> {
            group.complete(opened);
            while (opened.scope().cancellation() == null) {
              LockSupport.park(this);
              var _ = Thread.interrupted();
            }
            return null;
          });
    } catch (InterruptedException e) {
      // It ends anyhow.
    } catch (Throwable thrown) {
      group.completeExceptionally(thrown);
      throw thrown;
    }
  }

  /// Runs an operation on a thread of this host, as a child of the calling task, and waits for it.
  ///
  /// The cancellation of the calling task, its deadlines and an interrupt of its thread reach the
  /// operation; this returns when the operation has ended, also then. What either of the two did
  /// before happens-before what the other does after.
  ///
  /// @param task the name of the child
  /// @param op what it does
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if it fails
  /// @throws TaskFailedException if it was interrupted by somebody who does not use Weft
  /// @throws TaskCancelledException if this host was closed before the operation ended
  /// @throws StartRefusedException if this host is closed; the operation does not run
  /// @throws InterruptedException if the calling task is cancelled or its thread interrupted
  public <T extends @Nullable Object, X extends Exception> T call(String task, Op<T, X> op)
      throws X, InterruptedException {
    var slot = new AtomicReference<@Nullable Task<T>>();
    try {
      return TaskGroup.run(task, caller -> admit(caller, task, op, slot)).result();
    } catch (TaskFailedException e) {
      if (e.failure() instanceof InterruptedException) {
        throw e;
      }
      throw Sneaky.<X>rethrow(e.failure());
    } finally {
      Task<T> ended = slot.get();
      if (ended != null) {
        leave(ended);
      }
    }
  }

  private <T extends @Nullable Object> Task<T> admit(
      TaskGroup caller, String name, Op<T, ?> op, AtomicReference<@Nullable Task<T>> slot)
      throws InterruptedException {
    Tasks.checkCancelled();
    synchronized (this) {
      requireOpen(name);
      Task<T> task = caller.adopt(name, op, threads);
      called.add(task);
      slot.set(task);
      return task;
    }
  }

  private synchronized void leave(Task<?> task) {
    called.remove(task);
    notifyAll();
  }

  /// Starts a task that belongs to this host, from any thread. Does not wait. What the caller did
  /// before happens-before the task runs.
  ///
  /// Its failure is in its outcome and touches nobody else; if nobody looks at it within a second,
  /// or before the host is closed, it is logged. Cancelling whoever awaits the task does not touch
  /// it.
  ///
  /// @param task its name
  /// @param op what it does
  /// @param <T> what it returns
  /// @return the task
  /// @throws StartRefusedException if this host is closed; the operation does not run
  public <T extends @Nullable Object> Task<T> submit(String task, Op<? extends T, ?> op) {
    TaskGroup own = group.join();
    synchronized (this) {
      requireOpen(task);
      return own.adopt(task, op, threads);
    }
  }

  private void requireOpen(String task) {
    if (closing) {
      throw new StartRefusedException(
          name + " is closed; start task \"" + task + "\" before close()");
    }
  }

  /// Whether new tasks are refused.
  ///
  /// @return true from the beginning of [#close(String)] on
  public synchronized boolean isClosed() {
    return closing;
  }

  /// How many tasks have not ended, called and submitted ones.
  ///
  /// @return the number at this moment
  public int size() {
    int own = group.isDone() ? group.join().size() : 0;
    synchronized (this) {
      return own + called.size();
    }
  }

  /// Refuses new tasks and cancels those that are left. Does not wait.
  ///
  /// @param reason why, for whoever is cancelled
  public void cancel(String reason) {
    Cancellation why = Cancellation.by(reason);
    List<Task<?>> left;
    synchronized (this) {
      closing = true;
      left = new ArrayList<>(called);
    }
    left.forEach(task -> task.cancel(why));
    group.join().cancel(why);
  }

  /// Whether the calling code belongs to a task of this host, called or submitted, or to one below
  /// such a task, on whichever thread: [#close(String)] would wait for it.
  ///
  /// @return true for code that cannot close this host
  public boolean isCallerInside() {
    for (Scope scope = Strand.currentScope(); scope != null; scope = scope.outer) {
      if (scope.strand.thread() == host || isCalled(scope.strand)) {
        return true;
      }
    }
    return false;
  }

  private synchronized boolean isCalled(Strand strand) {
    return strand.child instanceof Task<?> task && called.contains(task);
  }

  /// Refuses new tasks, cancels those that are left and waits until all have ended. An interrupt
  /// does not end the wait; it is pending afterwards. A second call waits too.
  ///
  /// @param reason why, for whoever is cancelled
  /// @throws IllegalStateException if called by code that it would [wait for][#isCallerInside()];
  ///   nothing is cancelled then
  public void close(String reason) {
    if (isCallerInside()) {
      throw new IllegalStateException(
          this
              + " is closed by code that runs on it and would wait for itself; close it from"
              + " outside");
    }
    cancel(reason);
    boolean interrupted = false;
    while (!isEmpty()) {
      interrupted |= awaitEnd();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isEmpty() {
    return called.isEmpty() && !host.isAlive();
  }

  /// Waits for an end; true if the wait was interrupted.
  private boolean awaitEnd() {
    try {
      synchronized (this) {
        while (!called.isEmpty()) {
          wait();
        }
      }
      host.join();
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
