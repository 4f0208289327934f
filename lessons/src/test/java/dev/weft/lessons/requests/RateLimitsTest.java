package dev.weft.lessons.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.TaskState;
import dev.weft.sim.Simulation;
import dev.weft.sim.SimulationFailure;
import dev.weft.sim.SimulationTest;
import dev.weft.sync.RateLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// In any order of the threads.
class RateLimitsTest {
  private static final int LIMIT = 3;
  private static final Duration WINDOW = Duration.ofMillis(500);

  @SimulationTest(seeds = 1_000)
  void inAnyWindow_noMorePassThanTheLimit() throws Exception {
    var limiter = RateLimiter.of(LIMIT, WINDOW);
    List<Long> passed = Collections.synchronizedList(new ArrayList<>());
    TaskGroup.run(group -> {
      for (int i = 0; i < 20; i++) {
        long arrival = Simulation.random().nextLong(2_000);
        group.start("caller " + i, () -> passAfter(arrival, limiter, passed));
      }
      return null;
    });
    assertThat(passed).hasSize(20);
    assertThat(mostInAWindow(passed, WINDOW)).isEqualTo(LIMIT);
  }

  @SimulationTest(seeds = 1_000)
  void cancelledWaiter_givesItsPlaceBack() throws Exception {
    var limiter = RateLimiter.of(1, WINDOW);
    List<Long> passed = Collections.synchronizedList(new ArrayList<>());
    long begun = System.nanoTime();
    TaskGroup.run(group -> {
      group.start("first", () -> passAfter(0, limiter, passed));
      Task<Boolean> second = group.start("second", () -> passAfter(100, limiter, passed));
      group.start("third", () -> passAfter(200, limiter, passed));
      Thread.sleep(Simulation.random().nextLong(110, 490));
      second.cancel("no longer needed");
      second.join();
      assertThat(second.state()).isEqualTo(TaskState.CANCELLED);
      return null;
    });
    assertThat(passed.stream().map(nanos -> (nanos - begun) / 1_000_000)).containsExactly(0L, 500L);
  }

  @SimulationTest(seeds = 10)
  void fixedWindow_letsTwiceTheLimitThrough() throws Exception {
    var limiter = new RateLimits.FixedWindow();
    List<Long> passed = new ArrayList<>();
    for (int pause : new int[] {700, 0, 0, 600, 0, 0}) {
      Thread.sleep(pause);
      if (limiter.tryAcquire()) {
        passed.add(System.nanoTime());
      }
    }
    assertThat(mostInAWindow(passed, Duration.ofSeconds(1))).isEqualTo(2 * LIMIT);
  }

  @Test
  void recursionUnderItsLock_neverReturns() {
    assertThatThrownBy(() -> Simulation.create().once(0, RateLimitsTest::threeThroughALimitOfTwo))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("deadlock");
  }

  private static boolean threeThroughALimitOfTwo() throws InterruptedException {
    var limiter = new RateLimits.RecursiveLimiter();
    for (int i = 0; i < 3; i++) {
      limiter.acquire();
    }
    return true;
  }

  private static boolean passAfter(long millis, RateLimiter limiter, List<Long> passed)
      throws InterruptedException {
    Thread.sleep(millis);
    limiter.acquire();
    passed.add(System.nanoTime());
    return true;
  }

  /// Of all windows that begin with a call, since among them is the fullest.
  private static int mostInAWindow(List<Long> passed, Duration window) {
    return passed.stream()
        .mapToInt(from ->
            (int)
                passed.stream()
                    .filter(call -> call >= from && call - from < window.toNanos())
                    .count())
        .max()
        .orElse(0);
  }
}
