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
//
// Defended by GroupExecutorTest.
/// A group as an executor. See [Futures#executor(TaskGroup)].
final class GroupExecutor extends AbstractExecutorService {
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
      throw new RejectedExecutionException(refused.getMessage(), refused);
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
    var budget = Duration.of(timeout, unit.toChronoUnit());
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
    Tasks.checkCancelled();
    if (isTerminated()) {
      return true;
    }
    try {
      return terminated.await(timeout, unit);
    } catch (InterruptedException e) {
      throw Tasks.explain(e);
    }
  }

  @Override
  public String toString() {
    return "executor of " + group;
  }
}
