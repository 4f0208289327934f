package dev.weft.loop;

import dev.weft.Op;
import dev.weft.Task;
import dev.weft.TaskHost;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Runs virtual threads on one platform thread, one at a time.
public final class EventLoop implements AutoCloseable {
  private static final AtomicInteger NUMBERED = new AtomicInteger();

  private final String name;
  private final LoopScheduler scheduler;
  private final TaskHost tasks;

  private EventLoop(String name) {
    VirtualThreads.requireOpen();
    this.name = name;
    this.scheduler = new LoopScheduler(name);
    this.tasks =
        TaskHost.start(
            name, (task, body) -> VirtualThreads.on(scheduler).name(task).unstarted(body));
  }

  /// Runs an operation on a loop of its own.
  ///
  /// @param op what to run
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if it fails
  /// @throws InterruptedException if the calling task is cancelled or its thread interrupted
  public static <T extends @Nullable Object, X extends Exception> T run(Op<T, X> op)
      throws X, InterruptedException {
    try (EventLoop loop = start()) {
      return loop.call("main", op);
    }
  }

  /// Starts a loop.
  ///
  /// @return the loop
  public static EventLoop start() {
    return new EventLoop("weft-loop-" + NUMBERED.incrementAndGet());
  }

  /// Runs an operation on this loop.
  ///
  /// @param task name
  /// @param op what to run
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if it fails
  /// @throws InterruptedException if the calling task is cancelled or its thread interrupted
  public <T extends @Nullable Object, X extends Exception> T call(String task, Op<T, X> op)
      throws X, InterruptedException {
    return tasks.call(task, op);
  }

  /// Starts a task.
  ///
  /// @param task its name
  /// @param op what it does
  /// @param <T> what it returns
  /// @return the task
  public <T extends @Nullable Object> Task<T> submit(String task, Op<? extends T, ?> op) {
    return tasks.submit(task, op);
  }

  /// The loop that runs the caller.
  ///
  /// @return the loop, or empty
  public static Optional<EventLoop> current() {
    return Optional.empty();
  }

  /// Ends the loop.
  @Override
  public void close() {
    tasks.close(name + " is closed");
    scheduler.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
