package dev.weft.bench.core;

import java.lang.reflect.Constructor;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

// The peer of the event loop, and what it stands on: no more than is needed to run virtual threads
// that nobody from outside wakes. No timers, no wake-ups by other threads, no figures, no stop.
/// The least that can run virtual threads on one thread: a queue.
final class BareScheduler implements Executor {
  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();

  @Override
  public void execute(Runnable continuation) {
    ready.add(continuation);
  }

  /// Runs a virtual thread and all that it starts on the calling thread, until nothing is ready.
  void run(Runnable main) {
    builder(this).start(main);
    for (Runnable next = ready.poll(); next != null; next = ready.poll()) {
      next.run();
    }
  }

  private static Thread.Builder.OfVirtual builder(Executor scheduler) {
    try {
      Constructor<?> constructor =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      constructor.setAccessible(true);
      return (Thread.Builder.OfVirtual) constructor.newInstance(scheduler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no virtual threads with a scheduler", e);
    }
  }
}
