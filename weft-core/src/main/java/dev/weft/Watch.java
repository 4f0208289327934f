package dev.weft;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

// 1. A watch that has started is in the list of its task until the task fires it or it is stopped.
//    Whoever takes it out of the list, under the lock, decides which of the two it is.
// 2. A task writes its outcome, then looks whether there is a watch; a watch puts itself into the
//    list, then looks whether there is an outcome. So one of them sees the other, and a task that
//    nobody watches takes no lock.
// 3. Only the thread that started a watch stops it, and only a task that fires ends `watching`
//    beside: so that thread needs no lock to see that it is over.
// 4. The links of watches that are being fired belong to the thread that fires them.
//
// Defended by WatchTest.
/// Tells somebody when a task has ended, without a thread that waits for it.
final class Watch implements Blocker {
  private final Task<?> task;

  // Null for a thread that waits: it is unparked.
  private final @Nullable Consumer<? super Task<?>> then;
  private final @Nullable Thread waiter;

  // Guarded by the task's scope.
  private @Nullable Watch previous;
  private @Nullable Watch next;
  private boolean watching;

  /// A watch that has not started.
  ///
  /// @param then called on the thread of the task, outside of all scopes, when the task has an
  ///   outcome and before its group learns that it is gone; it must not throw
  Watch(Task<?> task, Consumer<? super Task<?>> then) {
    this.task = task;
    this.then = then;
    this.waiter = null;
  }

  private Watch(Task<?> task, Thread waiter) {
    this.task = task;
    this.then = null;
    this.waiter = waiter;
  }

  /// Waits until `task` has ended, as a wait of Weft's own. `strand` is the calling thread's.
  static void await(Task<?> task, @Nullable Strand strand) throws InterruptedException {
    var watch = new Watch(task, Thread.currentThread());
    if (watch.start()) {
      try {
        if (strand != null) {
          strand.requireNoDeadlock(task);
        }
        if (task.scope.cancellation() != null
            && !Parking.until(watch, Patience.grace().toNanos(), task::isDone)) {
          Patience.reportIfStuck(task);
        }
        Parking.until(watch, task::isDone);
      } finally {
        watch.stop();
        if (strand != null) {
          strand.waitNoMore();
        }
      }
    }
  }

  @Override
  public Collection<Thread> holders() {
    return Task.threadsOf(List.of(task));
  }

  @Override
  public String toString() {
    return task.toString();
  }

  /// Watches from now on; false if the task has ended already, and nobody will be told.
  boolean start() {
    synchronized (task.scope) {
      Watch first = task.watches;
      if (first != null) {
        first.previous = this;
      }
      next = first;
      watching = true;
      task.watches = this;
    }
    return !task.isDone() || !stop();
  }

  /// Watches no more; true if nobody was told nor will be.
  boolean stop() {
    if (!watching) {
      return false;
    }
    synchronized (task.scope) {
      if (!watching) {
        return false;
      }
      watching = false;
      if (previous == null) {
        task.watches = next;
      } else {
        previous.next = next;
      }
      if (next != null) {
        next.previous = previous;
      }
      previous = null;
      next = null;
      return true;
    }
  }

  private void tell() {
    if (then == null) {
      LockSupport.unpark(waiter);
    } else {
      then.accept(task);
    }
  }

  /// Called by the thread of a task that has its outcome.
  static void fire(Task<?> task) {
    if (task.watches == null) {
      return;
    }
    Watch first;
    synchronized (task.scope) {
      first = task.watches;
      task.watches = null;
      for (Watch watch = first; watch != null; watch = watch.next) {
        watch.watching = false;
      }
    }
    for (Watch watch = first; watch != null; watch = watch.next) {
      watch.tell();
    }
  }
}
