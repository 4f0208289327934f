package dev.weft.lessons.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.TaskState;
import dev.weft.lessons.OneAct;
import dev.weft.sim.Simulation;
import dev.weft.sim.SimulationTest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OwnTimeoutTest {
  private static final int SEEDS = 1_000;
  private static final Duration SECOND = Duration.ofSeconds(1);

  @SimulationTest(seeds = SEEDS)
  void shutdown_isNotTakenForATimeout() throws Exception {
    OneAct played = OneAct.play(stage -> new OwnTimeout(stage)::outside);
    assertThat(played.ends()).containsExactly("discount 1 CANCELLED 300");
    assertThat(played.lines()).containsExactly("shutting down", "the worker has ended: shutdown");
  }

  @Test
  void cancellationFromOutside_asTheDeadlineExpires_isNeverLost() throws Exception {
    assertIsNeverLost(SECOND, SECOND.multipliedBy(10));
  }

  /// Where `wait_for` of Python 3.11 loses it.
  @Test
  void cancellationFromOutside_asTheAnswerComes_isNeverLost() throws Exception {
    assertIsNeverLost(SECOND.multipliedBy(3), SECOND);
  }

  /// A worker is cancelled in the moment in which its wait ends of itself.
  private static void assertIsNeverLost(Duration budget, Duration answer) throws Exception {
    var cancelledFirst = new AtomicInteger();
    Simulation.create()
        .explore(
            SEEDS,
            () -> {
              var wentOn = new AtomicInteger();
              Task<Boolean> ended =
                  TaskGroup.run(group -> {
                    Task<Boolean> worker =
                        group.start("worker", () -> worker(budget, answer, wentOn));
                    Thread.sleep(SECOND);
                    worker.cancel("shutdown");
                    return worker;
                  });
              assertThat(ended.state()).isEqualTo(TaskState.CANCELLED);
              cancelledFirst.addAndGet(1 - wentOn.get());
              return true;
            });
    // Both orders have been there.
    assertThat(cancelledFirst.get()).isBetween(SEEDS / 10, SEEDS - SEEDS / 10);
  }

  private static boolean worker(Duration budget, Duration answer, AtomicInteger wentOn)
      throws InterruptedException {
    try {
      Deadline.within(
          budget,
          () -> {
            Thread.sleep(answer);
            return true;
          });
    } catch (DeadlineExceededException e) {
      // It goes on without an answer.
    }
    wentOn.incrementAndGet();
    Thread.sleep(SECOND);
    return true;
  }
}
