package dev.weft.loop;

import dev.weft.Op;
import dev.weft.Task;
import dev.weft.TaskHost;
import dev.weft.internal.VirtualThreads;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

// 1. A loop is its scheduler and the tasks that were handed to it from outside (TaskHost). Whatever
//    those start inherits the scheduler: tasks through the tree, raw virtual threads through the
//    JDK.
// 2. After close() no task is left. The scheduler goes on for raw virtual threads that are: nothing
//    that could be woken is ever without a carrier.
//
// Defended by EventLoopTest, EventLoopCallTest, StrayThreadsTest, FirstSocketTest.
/// Runs virtual threads on one platform thread, one at a time: plain fields that only code of one
/// loop uses need no locks.
///
/// - A thread runs until it blocks; then the next runs that is ready, first in first out. Every
///   blocking call of the JDK is such a point, as is [Thread#yield()]; between two of them nothing
///   else runs on the loop. There is no preemption.
/// - What is started on a loop stays there: tasks of groups and combinators, and also
///   [Thread#startVirtualThread(Runnable)] and the threads of
///   [java.util.concurrent.Executors#newVirtualThreadPerTaskExecutor()]. Platform threads are not.
/// - Timers fire in the order of their times.
///
/// [#run(Op)] is for a program or a test, [#start()] for a loop that lives on and takes work from
/// other threads; [EventLoopGroup] is one per core. (asyncio `run`, `Runner`; Trio `run`.)
///
/// ```java
/// EventLoop.run(() -> Tasks.gather(() -> users.find(id), () -> posts.of(id)));
/// ```
///
/// The JVM must be started with `--add-opens java.base/java.lang=ALL-UNNAMED`.
///
/// A virtual thread that was started without a group and is still there when its loop is closed is
/// treated as one is that outlives `main`: nobody waits for it, and it goes on, on the loop's
/// scheduler, for which a daemon thread comes back whenever there is something to run.
public final class EventLoop implements AutoCloseable {
  private final LoopScheduler scheduler;
  private final TaskHost tasks;

  private EventLoop(LoopOptions options) {
    VirtualThreads.requireOpen("an event loop");
    scheduler = new LoopScheduler(this, options);
    tasks = TaskHost.start(options.name(), this::unstarted);
    scheduler.health().open();
  }

  private Thread unstarted(String name, Runnable body) {
    return VirtualThreads.on(scheduler).name(name).unstarted(body);
  }

  /// Runs an operation on a loop, and returns when it and the tasks that it started have ended.
  ///
  /// The operation is a child of the calling task: its cancellation and its deadlines reach it, as
  /// does an interrupt of the calling thread; this returns when the operation has ended, also then.
  ///
  /// A call from code that is on a loop already runs the operation there, as one more task of that
  /// loop; it blocks the caller alone.
  ///
  /// @param op what to run
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if it fails
  /// @throws IllegalStateException if the JVM was started without the flag; the message names it
  /// @throws InterruptedException if the calling task is cancelled or its thread interrupted
  public static <T extends @Nullable Object, X extends Exception> T run(Op<T, X> op)
      throws X, InterruptedException {
    EventLoop here = LoopScheduler.loopOfCaller();
    return here == null || here.tasks.isClosed()
        ? run(LoopOptions.defaults(), op)
        : here.call("main", op);
  }

  /// Runs an operation on a new loop that is set up like this, also from code that is on one. For
  /// the rest like [#run(Op)].
  ///
  /// @param options how the loop is set up
  /// @param op what to run
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if it fails
  /// @throws IllegalStateException if the JVM was started without the flag; the message names it
  /// @throws InterruptedException if the calling task is cancelled or its thread interrupted
  public static <T extends @Nullable Object, X extends Exception> T run(
      LoopOptions options, Op<T, X> op) throws X, InterruptedException {
    try (EventLoop loop = start(options)) {
      return loop.call("main", op);
    }
  }

  /// Starts a loop that lives until it is closed.
  ///
  /// @return the loop
  /// @throws IllegalStateException if the JVM was started without the flag; the message names it
  public static EventLoop start() {
    return start(LoopOptions.defaults());
  }

  /// Starts a loop that lives until it is closed.
  ///
  /// @param options how it is set up
  /// @return the loop
  /// @throws IllegalStateException if the JVM was started without the flag; the message names it
  public static EventLoop start(LoopOptions options) {
    return new EventLoop(options);
  }

  /// The loop that the calling code runs on.
  ///
  /// @return the loop; empty on any other thread
  public static Optional<EventLoop> current() {
    return Optional.ofNullable(LoopScheduler.loopOfCaller());
  }

  /// Runs an operation on this loop as a child of the calling task, and waits for it. The caller
  /// may be on any thread, also on this loop.
  ///
  /// The cancellation of the calling task, its deadlines and an interrupt of its thread reach the
  /// operation; this returns when the operation has ended, also then. What the caller did before
  /// happens-before the operation, and what that did happens-before the return.
  ///
  /// @param name the name of the task
  /// @param op what it does
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if it fails
  /// @throws dev.weft.TaskCancelledException if this loop was closed before the operation ended
  /// @throws dev.weft.StartRefusedException if this loop is closed; the operation does not run
  /// @throws InterruptedException if the calling task is cancelled or its thread interrupted
  public <T extends @Nullable Object, X extends Exception> T call(String name, Op<T, X> op)
      throws X, InterruptedException {
    return tasks.call(name, op);
  }

  /// Starts a task that belongs to this loop, from any thread. Does not wait. It lives on its own:
  /// whoever awaits it may be cancelled without harm to it, and its failure touches nobody else; if
  /// nobody looks at that within a second, or before the loop is closed, it is logged.
  ///
  /// What the caller did before happens-before the task runs. A value that is [AutoCloseable] is
  /// closed if the task was cancelled before it returned; after that it belongs to whoever awaits
  /// the task, and the loop keeps no hold on it.
  ///
  /// @param name the task's name
  /// @param op what it does
  /// @param <T> what it returns
  /// @return the task, to await or to cancel from any thread
  /// @throws dev.weft.StartRefusedException if this loop is closed; the operation does not run
  public <T extends @Nullable Object> Task<T> submit(String name, Op<? extends T, ?> op) {
    return tasks.submit(name, op);
  }

  /// The figures of this loop at this moment.
  ///
  /// @return the figures
  public LoopStats stats() {
    return scheduler.stats(tasks.size());
  }

  /// How many tasks from outside it has.
  int load() {
    return tasks.size();
  }

  /// The loop's name, which its carrier thread has too.
  ///
  /// @return the name
  public String name() {
    return scheduler.toString();
  }

  /// Refuses new tasks, cancels those that are left and waits until all have ended; without effect
  /// on a loop that is closed. An interrupt does not end the wait; it is pending afterwards.
  ///
  /// @throws IllegalStateException if called by code that is on this loop or, on whichever thread,
  ///   in a task below one of its tasks, which would wait for itself
  @Override
  public void close() {
    requireOutside();
    tasks.close(this + " is closed");
    scheduler.health().close();
    scheduler.retire();
  }

  /// The first half of [#close()]: what does not wait.
  void cancel() {
    tasks.cancel(this + " is closed");
  }

  /// Refuses to be closed by code that it would have to wait for.
  void requireOutside() {
    if (LoopScheduler.loopOfCaller() == this || tasks.isCallerInside()) {
      throw new IllegalStateException(
          this
              + " is closed by code that runs on it and would wait for itself; close it from"
              + " outside");
    }
  }

  @Override
  public String toString() {
    return "event loop \"" + name() + "\"";
  }
}
