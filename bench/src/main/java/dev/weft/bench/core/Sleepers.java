package dev.weft.bench.core;

import dev.weft.Op;
import dev.weft.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Many threads that sleep, for a night unless they are interrupted.
final class Sleepers {
  static final long NIGHT_MILLIS = 24 * 3_600_000;

  private final int count;
  private final long millis;
  private final AtomicInteger begun = new AtomicInteger();

  // The last to begin; what began before it sleeps by the time that it does, or nearly so.
  private volatile @Nullable Thread last;

  Sleepers(int count) {
    this(count, NIGHT_MILLIS);
  }

  Sleepers(int count, long millis) {
    this.count = count;
    this.millis = millis;
  }

  /// As children of a group.
  void start(TaskGroup group) {
    Op<@Nullable Void, RuntimeException> sleep =
        () -> {
          sleep();
          return null;
        };
    for (int i = 0; i < count; i++) {
      group.start("sleeper", sleep);
    }
  }

  /// As bare threads, in a list, since whoever starts threads must keep them to end them.
  List<Thread> startBare() {
    List<Thread> threads = new ArrayList<>(count);
    Runnable sleep =
        () -> {
          try {
            sleep();
          } catch (InterruptedException e) {
            // The night is over.
          }
        };
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofVirtual().start(sleep));
    }
    return threads;
  }

  private void sleep() throws InterruptedException {
    if (begun.incrementAndGet() == count) {
      last = Thread.currentThread();
    }
    Thread.sleep(millis);
  }

  /// Waits until all sleep.
  void awaitAsleep() throws InterruptedException {
    Thread at = last;
    while (at == null || at.getState() != Thread.State.TIMED_WAITING) {
      LockSupport.parkNanos(100_000);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      at = last;
    }
  }
}
