package dev.weft;

import static dev.weft.Races.linger;
import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Starts, ends and cancellations that meet.
@OnEveryScheduler
class TaskGroupRaceTest {

  @Test
  @Case(36)
  void oneCancellationOfAWaiterAndItsChild_isTheWaitersOwn() throws Exception {
    for (int i = 0; i < Scale.of(2_000); i++) {
      TaskGroup.supervise(group -> {
        Task<Object> waiter =
            group.start(
                "waiter",
                () -> TaskGroup.run(inner -> inner.start("child", Waits::forever).await()));
        Waits.until("it waits", () -> waiter.state() == TaskState.WAITING);
        waiter.cancel("both");
        assertThat(waiter.join()).isInstanceOf(Outcome.Cancelled.class);
        return null;
      });
    }
  }

  @Test
  @Case(14)
  void childStartedByABackgroundTask_asTheGroupEnds_isRefusedOrRunsToItsEnd() throws Exception {
    var cut = new AtomicInteger();
    var refused = new AtomicInteger();
    int ran = 0;
    for (int i = 0; i < Scale.of(3_000); i++) {
      var late = new AtomicReference<Task<Integer>>();
      TaskGroup.run(group -> {
        group.startBackground(
            "starter",
            () -> {
              linger(2_000);
              try {
                late.set(
                    group.start(
                        "late",
                        () -> {
                          Thread.sleep(0, 1);
                          return 1;
                        }));
              } catch (StartRefusedException e) {
                refused.incrementAndGet();
                throw e;
              }
              return 1;
            });
        linger(2_000);
        return 1;
      });
      if (late.get() != null) {
        ran++;
        if (late.get().state() != TaskState.SUCCEEDED) {
          cut.incrementAndGet();
        }
      }
    }
    assertThat(cut).hasValue(0);
    Scale.assertSeen("children that ran", ran);
    Scale.assertSeen("children that were refused", refused);
  }

  @Test
  @Case(31)
  void startThatMeetsACancel_isRefusedOrCancelled_neverLeftRunning() throws Exception {
    for (int i = 0; i < Scale.of(2_000); i++) {
      TaskGroup.supervise(outer -> {
        Task<Object> task =
            outer.start(() ->
                TaskGroup.run(group -> {
                  for (int child = 0; child < 3; child++) {
                    group.start(Waits::forever);
                    linger(200);
                  }
                  return 1;
                }));
        linger(2_000);
        task.cancel("race");
        assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
        return null;
      });
    }
  }

  @Test
  @Case(16)
  void valueReturnedAsItsGroupIsCancelled_isDeliveredOrClosed_once() throws Exception {
    for (int i = 0; i < Scale.of(2_000); i++) {
      var closed = new AtomicInteger();
      var made = new AtomicBoolean();
      var delivered = new AtomicBoolean();
      Op<AutoCloseable, RuntimeException> open =
          () -> {
            linger(500);
            made.set(true);
            return closed::incrementAndGet;
          };
      TaskGroup.supervise(outer -> {
        Task<Object> task =
            outer.start(() -> {
              Tasks.gather(open, () -> 1);
              delivered.set(true);
              return 1;
            });
        linger(1_500);
        task.cancel("race");
        task.join();
        return null;
      });
      assertThat(closed.get() + (delivered.get() ? 1 : 0)).isEqualTo(made.get() ? 1 : 0);
    }
  }

  @Test
  @Case(11)
  void failureAndCancellationAtOnce_theFailureIsNeverLost() throws Exception {
    for (int i = 0; i < Scale.of(2_000); i++) {
      var thrown = new AtomicBoolean();
      Outcome<Object> outcome =
          TaskGroup.supervise(outer -> {
            Task<Object> task =
                outer.start(() ->
                    TaskGroup.run(group -> {
                      group.start(() -> {
                        linger(500);
                        thrown.set(true);
                        throw new IllegalStateException("boom");
                      });
                      return 1;
                    }));
            linger(1_500);
            task.cancel("race");
            return task.join();
          });
      if (thrown.get()) {
        assertThat(outcome).isInstanceOf(Outcome.Failure.class);
      } else {
        assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
      }
    }
  }

  @Test
  @Case(21)
  void expiryAndCancellationAtOnce_areNeverTakenForEachOther() throws Exception {
    int timeouts = 0;
    int cancellations = 0;
    for (int i = 0; i < Scale.of(2_000); i++) {
      Outcome<Object> outcome =
          TaskGroup.supervise(outer -> {
            var entered = new AtomicBoolean();
            Task<Object> task =
                outer.start(() ->
                    Deadline.within(
                        ofNanos(100_000),
                        () -> {
                          entered.set(true);
                          return Waits.forever();
                        }));
            Races.spinUntil(() -> entered.get() || task.isDone());
            long end = System.nanoTime() + ThreadLocalRandom.current().nextInt(200_000);
            Races.spinUntil(() -> System.nanoTime() >= end);
            task.cancel("race");
            return task.join();
          });
      switch (outcome) {
        case Outcome.Failure<Object>(DeadlineExceededException _) -> timeouts++;
        case Outcome.Cancelled<Object>(var why) -> {
          assertThat(why.reason()).isEqualTo("race");
          cancellations++;
        }
        default -> throw new AssertionError(outcome.toString());
      }
    }
    Scale.assertSeen("time-outs", timeouts);
    Scale.assertSeen("cancellations", cancellations);
  }

  @Test
  void cancelsFromManyThreads_reachEverything_asOne() throws Exception {
    for (int i = 0; i < Scale.of(200); i++) {
      var seen = new ConcurrentLinkedQueue<Cancellation>();
      var running = new AtomicInteger();
      try {
        TaskGroup.run(group -> {
          for (int child = 0; child < 4; child++) {
            group.start(() ->
                TaskGroup.run(inner -> {
                  inner.start(() -> {
                    running.incrementAndGet();
                    return foreverTelling(seen);
                  });
                  return foreverTelling(seen);
                }));
          }
          Waits.until("all run", () -> running.get() == 4);
          for (int thread = 0; thread < 3; thread++) {
            String reason = "reason " + thread;
            Thread.startVirtualThread(() -> group.cancel(reason));
          }
          return foreverTelling(seen);
        });
      } catch (CancelledException e) {
        assertThat(e.cancellation().reason()).startsWith("reason");
        assertThat(seen).hasSize(9).containsOnly(e.cancellation());
        continue;
      }
      throw new AssertionError("not cancelled");
    }
  }

  private static Object foreverTelling(Collection<Cancellation> seen) throws InterruptedException {
    try {
      return Waits.forever();
    } finally {
      try {
        Tasks.checkCancelled();
      } catch (CancelledException e) {
        seen.add(e.cancellation());
      }
    }
  }
}
