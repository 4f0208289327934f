package dev.weft.loop;

import dev.weft.Op;
import dev.weft.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Event loops side by side, over which work is spread: one loop per core, unless told otherwise.
///
/// Each piece of work is given to the loop with the fewest tasks from outside that have not ended,
/// in turn where several have; it and all that it starts stay on that loop. So state that belongs
/// to one request needs no locks, and state that requests share does.
///
/// ```java
/// try (var loops = EventLoopGroup.start("requests")) {
///   server.handle(request -> loops.call("request", () -> answer(request)));
/// }
/// ```
public final class EventLoopGroup implements AutoCloseable {
  private final List<EventLoop> loops;
  private final AtomicInteger turn = new AtomicInteger();

  private EventLoopGroup(List<EventLoop> loops) {
    this.loops = List.copyOf(loops);
  }

  /// Starts a loop for each core.
  ///
  /// @param name the loops are called `name-1` and so on
  /// @return the group
  /// @throws IllegalStateException if the JVM was started without the flag; the message names it
  public static EventLoopGroup start(String name) {
    return start(Runtime.getRuntime().availableProcessors(), LoopOptions.named(name));
  }

  /// Starts a number of loops.
  ///
  /// @param size how many
  /// @param options how each is set up; the loops are called `name-1` and so on
  /// @return the group
  /// @throws IllegalArgumentException if `size` is not positive
  /// @throws IllegalStateException if the JVM was started without the flag; the message names it
  public static EventLoopGroup start(int size, LoopOptions options) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "a group of " + size + " event loops runs nothing; start 1 or more");
    }
    List<EventLoop> loops = new ArrayList<>(size);
    try {
      for (int i = 1; i <= size; i++) {
        loops.add(
            EventLoop.start(
                new LoopOptions(options.name() + "-" + i, options.longRun(), options.listener())));
      }
    } catch (Throwable thrown) {
      loops.forEach(EventLoop::close);
      throw thrown;
    }
    return new EventLoopGroup(loops);
  }

  /// The loop for the next piece of work.
  ///
  /// @return the one with the fewest tasks from outside
  public EventLoop next() {
    int first = Math.floorMod(turn.getAndIncrement(), loops.size());
    EventLoop best = loops.get(first);
    int fewest = best.load();
    for (int i = 1; i < loops.size() && fewest > 0; i++) {
      EventLoop loop = loops.get((first + i) % loops.size());
      int load = loop.load();
      if (load < fewest) {
        best = loop;
        fewest = load;
      }
    }
    return best;
  }

  /// Runs an operation on one of the loops and waits for it; on the caller's own, if the caller is
  /// on a loop of this group. For the rest like [EventLoop#call(String, Op)].
  ///
  /// @param name the name of the task
  /// @param op what it does
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if it fails
  /// @throws dev.weft.StartRefusedException if the group is closed; the operation does not run
  /// @throws InterruptedException if the calling task is cancelled or its thread interrupted
  public <T extends @Nullable Object, X extends Exception> T call(String name, Op<T, X> op)
      throws X, InterruptedException {
    EventLoop here = LoopScheduler.loopOfCaller();
    return (here != null && loops.contains(here) ? here : next()).call(name, op);
  }

  /// Starts a task on one of the loops, which may be another than the caller's. For the rest like
  /// [EventLoop#submit(String, Op)].
  ///
  /// @param name the task's name
  /// @param op what it does
  /// @param <T> what it returns
  /// @return the task
  /// @throws dev.weft.StartRefusedException if the group is closed; the operation does not run
  public <T extends @Nullable Object> Task<T> submit(String name, Op<? extends T, ?> op) {
    return next().submit(name, op);
  }

  /// The loops.
  ///
  /// @return all of them
  public List<EventLoop> loops() {
    return loops;
  }

  /// Closes all loops side by side, and waits until all their tasks have ended. For the rest like
  /// [EventLoop#close()].
  @Override
  public void close() {
    loops.forEach(EventLoop::requireOutside);
    loops.forEach(EventLoop::cancel);
    loops.forEach(EventLoop::close);
  }
}
