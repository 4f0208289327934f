package dev.weft;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/// Bridges to code that speaks `java.util.concurrent`, in both directions and with cancellation: a
/// future is waited for in a task, a task is seen as a future, a group as an executor.
public final class Futures {
  private Futures() {}

  /// Waits for a future that somebody else completes, and owns it meanwhile: if the waiting task is
  /// cancelled or interrupted, so is the future. Whoever shares it with others waits for
  /// [CompletableFuture#copy()]. A value that comes as the task is cancelled is returned, and the
  /// next wait is cancelled.
  ///
  /// A future that somebody else cancels is not a cancellation of the task. (asyncio: `await
  /// future`; `copy()` stands for its `shield`.)
  ///
  /// @param stage the future
  /// @param <T> its value
  /// @return what it is completed with
  /// @throws ExecutionException if it is completed with an exception, which is the cause; never a
  ///   [CompletionException] around it
  /// @throws CancellationException if somebody else cancels it
  /// @throws InterruptedException if the waiting task is cancelled
  public static <T extends @Nullable Object> T await(CompletionStage<? extends T> stage)
      throws ExecutionException, InterruptedException {
    CompletableFuture<? extends T> future = stage.toCompletableFuture();
    new FutureWait(future).await();
    try {
      return future.join();
    } catch (CompletionException e) {
      Throwable failure = e;
      while (failure instanceof CompletionException && failure.getCause() != null) {
        failure = failure.getCause();
      }
      if (failure instanceof CancellationException cancelled) {
        throw cancelled;
      }
      throw new ExecutionException(failure);
    }
  }

  /// Waits for a future whose failure has a known type. Otherwise like [#await(CompletionStage)].
  ///
  /// ```java
  /// var response = Futures.await(http.sendAsync(request, ofString()), IOException.class);
  /// ```
  ///
  /// @param stage the future
  /// @param type what it may be completed with exceptionally
  /// @param <T> its value
  /// @param <X> what it may be completed with exceptionally
  /// @return what it is completed with
  /// @throws X if it is completed with such an exception, as it is
  /// @throws RuntimeException if it is completed with that, as it is; an [Error] likewise
  /// @throws CompletionException if it is completed with any other exception, which is the cause
  /// @throws CancellationException if somebody else cancels it
  /// @throws InterruptedException if the waiting task is cancelled
  public static <T extends @Nullable Object, X extends Exception> T await(
      CompletionStage<? extends T> stage, Class<X> type) throws X, InterruptedException {
    try {
      return Futures.<T>await(stage);
    } catch (ExecutionException e) {
      Throwable failure = e.getCause();
      if (type.isInstance(failure)) {
        throw type.cast(failure);
      }
      switch (failure) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null, default -> throw new CompletionException(failure);
      }
    }
  }

  /// A task as a future. It is completed with the task's value, or with its failure as it is; if
  /// the task is cancelled, with a [CancellationException] whose cause tells the reason.
  ///
  /// Whoever completes it before the task does, as [CompletableFuture#cancel(boolean)] and
  /// [CompletableFuture#orTimeout] do, cancels the task: nobody wants its result. A value that
  /// comes too late and is [AutoCloseable] is closed. That of a task which fails is the business of
  /// the future's user; a group that fails with its first child does so nevertheless.
  ///
  /// What depends on the future without an executor of its own runs as the task's last act, on its
  /// thread, and the group waits for it. (asyncio: a `Task` is a future;
  /// `run_coroutine_threadsafe`.)
  ///
  /// ```java
  /// CompletableFuture<User> user = Futures.of(group.start("user", () -> fetchUser(1)));
  /// ```
  ///
  /// @param task the task
  /// @param <T> its value
  /// @return a new future
  public static <T extends @Nullable Object> CompletableFuture<T> of(Task<T> task) {
    var future = new CompletableFuture<T>();
    var watch = new Watch(task, _ -> complete(future, task));
    if (!watch.start()) {
      complete(future, task);
    } else {
      var _ =
          future.whenComplete((_, _) -> {
            if (!task.isDone()) {
              task.cancel("its future was completed by somebody else");
            }
          });
    }
    return future;
  }

  private static <T extends @Nullable Object> void complete(
      CompletableFuture<T> future, Task<T> task) {
    switch (task.outcome()) {
      case Outcome.Success<T>(var value) -> {
        if (!future.complete(value)) {
          Owned.close(value, task.title());
        }
      }
      case Outcome.Failure<T>(var cause) -> future.completeExceptionally(cause);
      case Outcome.Cancelled<T>(var why) ->
          future.completeExceptionally(cancellation(task.name(), why));
    }
  }

  private static CancellationException cancellation(String task, Cancellation why) {
    var told = new TaskCancelledException(task, why);
    var cancelled = new CancellationException(told.getMessage());
    cancelled.initCause(told);
    return cancelled;
  }

  /// A group as an executor, for libraries that want one: what is submitted runs as a child of the
  /// group, which waits for it and cancels it as any other. It may be used by any thread.
  ///
  /// - A failure of what is submitted is in its future, and touches nobody else. A failure of what
  ///   is [executed][ExecutorService#execute] is that of a child.
  /// - `cancel(true)` on a future that `submit` or `invokeAll` returned cancels the child with
  ///   everything below it; if a child is cancelled otherwise, so is that future, also when the
  ///   child never began.
  /// - The executor does not know the future for which it is given something to execute, as by
  ///   [CompletableFuture#supplyAsync(java.util.function.Supplier, java.util.concurrent.Executor)]:
  ///   cancelling that future does not reach the child, and it stays incomplete for ever if the
  ///   child is cancelled before it begins. A child [as a future][#of(Task)] has neither flaw.
  /// - `invokeAny` is a [race][Tasks#race(java.util.Collection)] below the calling task.
  /// - `shutdown` and `close` end this executor, not the group; `shutdownNow` also cancels what was
  ///   started through it. When the group has ended, or is cancelled, new work is rejected. With
  ///   the group the executor is terminated.
  /// - `close` waits for what was started through it. If the calling task is cancelled or its
  ///   thread interrupted, that is cancelled; it is still waited for, and the interrupt is kept.
  ///   Code that was started through it cannot close it, that is an [IllegalStateException].
  ///
  /// (asyncio's `loop.run_in_executor`, the other way round.)
  ///
  /// @param group the group
  /// @return a new executor
  public static ExecutorService executor(TaskGroup group) {
    return new GroupExecutor(group);
  }
}
