package dev.weft.lessons.requests;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import dev.weft.sync.RateLimiter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Two calls in 0.6 s and no more: with a lock that its owner waits for, with a counter that starts
/// anew, and with a window that slides.
final class RateLimits implements Lesson {
  private static final Duration ARRIVAL = Duration.ofMillis(100);

  private final Stage stage;

  RateLimits(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws Exception {
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      stage.wrong("recursion", "recursion under a lock", () -> recursion(pool));
      pool.shutdownNow();
    }
    stage.wrong("fixed-window", "a counter that starts anew each second", this::fixedWindow);
    stage.right("limiter", "a window that slides", this::slidingWindow);
  }

  // @start region=recursion
  static final class RecursiveLimiter {
    private final int limit = 2;
    private final long window = 600_000_000;
    private final Semaphore mutex = new Semaphore(1); // not reentrant, like asyncio.Lock
    private final Deque<Long> calls = new ArrayDeque<>();

    void acquire() throws InterruptedException {
      mutex.acquire();
      try {
        long now = System.nanoTime();
        calls.removeIf(call -> call <= now - window);
        if (calls.size() >= limit) {
          Thread.sleep(Duration.ofNanos(calls.getFirst() + window - now));
          acquire(); // waits for the mutex that this very call holds
          return;
        }
        calls.add(now);
      } finally {
        mutex.release();
      }
    }
  }

  // @end

  private void recursion(ExecutorService pool) throws ExecutionException, InterruptedException {
    var limiter = new RecursiveLimiter();
    List<Future<?>> callers = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      int caller = i;
      callers.add(pool.submit(() -> pass(caller, limiter::acquire)));
      Thread.sleep(ARRIVAL);
    }
    try {
      Deadline.within(
          Duration.ofMillis(1_200),
          () -> {
            for (Future<?> caller : callers) {
              caller.get();
            }
            return true;
          });
    } catch (DeadlineExceededException e) {
      long through = callers.stream().filter(Future::isDone).count();
      stage.say("%s: %d of 4 are through".formatted(e.getMessage(), through));
    }
  }

  // @start region=fixed-window
  static final class FixedWindow {
    private static final long WINDOW = 1_000_000_000;
    private final long begun = System.nanoTime();
    private long current;
    private int calls;

    synchronized boolean tryAcquire() {
      long window = (System.nanoTime() - begun) / WINDOW;
      if (window != current) {
        current = window;
        calls = 0; // whatever has been a moment ago
      }
      return ++calls <= 3;
    }
  }

  // @end

  private void fixedWindow() throws InterruptedException {
    var limiter = new FixedWindow();
    int passed = 0;
    Thread.sleep(700);
    long first = System.nanoTime();
    passed += callFourTimes(limiter);
    Thread.sleep(600);
    passed += callFourTimes(limiter);
    stage.measured(
        "%d calls within %.1f s; the limit is 3 in a second"
            .formatted(passed, (System.nanoTime() - first) / 1e9));
  }

  private int callFourTimes(FixedWindow limiter) {
    int passed = 0;
    for (int i = 0; i < 4; i++) {
      passed += limiter.tryAcquire() ? 1 : 0;
    }
    stage.say(passed + " of 4 calls are let through");
    return passed;
  }

  private void slidingWindow() throws InterruptedException {
    // @start region=limiter
    var limiter = RateLimiter.of("api", 2, Duration.ofMillis(600));
    TaskGroup.run(group -> {
      for (int i = 1; i <= 6; i++) {
        int caller = i;
        Task<Boolean> task = group.start("caller " + i, () -> pass(caller, limiter::acquire));
        if (caller == 4) {
          group.start("who changes its mind", () -> leave(task));
        }
        Thread.sleep(ARRIVAL);
      }
      return null;
    });
    // @end
  }

  private boolean leave(Task<?> caller) throws InterruptedException {
    Thread.sleep(100);
    caller.cancel("no longer needed");
    return true;
  }

  @FunctionalInterface
  private interface Gate {
    void acquire() throws InterruptedException;
  }

  private boolean pass(int caller, Gate gate) throws InterruptedException {
    stage.run("caller " + caller, () -> stage.waits(gate::acquire));
    stage.say("caller " + caller + " is through");
    return true;
  }
}
