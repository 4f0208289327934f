package dev.weft;

import dev.weft.internal.Durations;
import dev.weft.internal.Sneaky;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

// 1. `live` holds the children that were started here and have not ended. A child is added under
//    the lock, before there can be a shutdown, and removed by its own thread as its last act, or by
//    the one who added it too late.
// 2. `terminated` opens when the executor is shut down and `live` is empty; whoever makes either
//    true looks at the other.
// 3. A future whose child ends without having run it is cancelled by the child's end.
// 4. The end of the group terminates the executor, too: by then `live` is empty. Nobody is told of
//    it; who waits for it without a shutdown looks at times. After a shutdown `terminated` tells.
//
// Defended by GroupExecutorTest, GroupExecutorCloseTest.
/// A group as an executor. See [Futures#executor(TaskGroup)].
final class GroupExecutor extends AbstractExecutorService {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final TaskGroup group;
  private final Set<Task<?>> live = ConcurrentHashMap.newKeySet();
  private final CountDownLatch terminated = new CountDownLatch(1);
  private volatile boolean shutdown;

  GroupExecutor(TaskGroup group) {
    this.group = group;
  }

  @Override
  public synchronized void execute(Runnable command) {
    Objects.requireNonNull(command);
    requireOpen();
    Task<?> task;
    try {
      task =
          group.<@Nullable Void>adoptWatched(
              group.name() + "-executor",
              () -> {
                command.run();
                return null;
              },
              child -> ended(child, command));
    } catch (StartRefusedException refused) {
      throw rejection(refused);
    }
    live.add(task);
    if (task.isDone()) {
      live.remove(task);
    }
  }

  private void requireOpen() {
    if (shutdown) {
      throw new RejectedExecutionException(this + " is shut down; submit before shutdown()");
    }
    if (group.hasEnded()) {
      throw rejection(new StartRefusedException(group + " has ended; submit before run() returns"));
    }
    Cancellation why = group.scope().cancellation();
    if (why != null) {
      throw rejection(
          new StartRefusedException(
              this + " takes nothing more: " + group + " is cancelled: " + why));
    }
  }

  private static RejectedExecutionException rejection(StartRefusedException refused) {
    return new RejectedExecutionException(refused.getMessage(), refused);
  }

  private void ended(Task<?> task, Runnable command) {
    if (command instanceof Future<?> future) {
      // Without effect on one that has run.
      future.cancel(false);
    }
    live.remove(task);
    terminateIfDone();
  }

  private void terminateIfDone() {
    if (shutdown && live.isEmpty()) {
      terminated.countDown();
    }
  }

  @Override
  protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
    return new Submitted<>(callable);
  }

  @Override
  protected <T> RunnableFuture<T> newTaskFor(Runnable runnable, T value) {
    return new Submitted<>(Executors.callable(runnable, value));
  }

  @Override
  public <T> T invokeAny(Collection<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    List<Callable<T>> copies = List.copyOf(tasks);
    if (copies.isEmpty()) {
      throw new IllegalArgumentException("any of no tasks cannot succeed; give one at least");
    }
    Tasks.checkCancelled();
    requireOpen();
    try {
      return Tasks.<Callable<T>, T, Exception>race(copies, Callable::call);
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable thrown) {
      throw new ExecutionException(thrown);
    }
  }

  @Override
  public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    var budget = Duration.ofNanos(unit.toNanos(timeout));
    try {
      return Deadline.<T, Exception>within(
          budget,
          () -> invokeAny(tasks),
          () -> {
            throw new TimeoutException("none succeeded within " + Durations.text(budget));
          });
    } catch (Exception e) {
      // Nothing else that is checked is thrown in there.
      throw Sneaky.<RuntimeException>rethrow(e);
    }
  }

  @Override
  public void shutdown() {
    synchronized (this) {
      shutdown = true;
    }
    terminateIfDone();
  }

  /// Cancels what was started here; nothing waits to be started.
  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    live.forEach(task -> task.cancel("its executor was shut down"));
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutdown || group.hasEnded();
  }

  @Override
  public boolean isTerminated() {
    return terminated.getCount() == 0 || group.hasEnded();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    if (isTerminated()) {
      return true;
    }
    Tasks.checkCancelled();
    long bound = Math.max(0, unit.toNanos(timeout));
    long begun = System.nanoTime();
    try {
      while (!isTerminated()) {
        long left = bound - (System.nanoTime() - begun);
        if (left <= 0) {
          return false;
        }
        var _ =
            terminated.await(shutdown ? left : Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS);
      }
      return true;
    } catch (InterruptedException e) {
      throw Tasks.explain(e);
    }
  }

  /// Refuses new work and waits for what was started here, to the end. Who is cancelled or
  /// interrupted cancels it first; an interrupt is pending afterwards.
  @Override
  public void close() {
    requireOutside();
    shutdown();
    Scope scope = Strand.currentScope();
    if (scope != null && scope.cancellation() != null) {
      shutdownNow();
    }
    boolean interrupted = false;
    while (!isTerminated()) {
      try {
        terminated.await();
      } catch (InterruptedException e) {
        interrupted = true;
        shutdownNow();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void requireOutside() {
    for (Scope scope = Strand.currentScope(); scope != null; scope = scope.outer) {
      if (scope.strand.child instanceof Task<?> task && live.contains(task)) {
        throw new IllegalStateException(
            this
                + " is closed by code that runs on it and would wait for itself; close it from"
                + " outside");
      }
    }
  }

  @Override
  public String toString() {
    return "executor of " + group;
  }
}
