package dev.weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.CancelledException;
import dev.weft.Races;
import dev.weft.Scale;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Releases, cancellations and changes of the size that meet.
@Tag("slow")
@OnEveryScheduler
class LimiterRaceTest {

  @Test
  @Case({40, 41})
  void waiterInterruptedAsThePermitComesBack_eitherHasIt_orTheNextOneHas() {
    int passed = 0;
    int taken = 0;
    for (int i = 0; i < Scale.of(5_000); i++) {
      var limiter = Limiter.of(1);
      assertThat(limiter.tryAcquire("a")).isTrue();
      var b = Actor.waiting(limiter, () -> acquire(limiter, "b"));
      var c = Actor.waiting(limiter, () -> acquire(limiter, "c"));
      var interrupter =
          Actor.start(() -> {
            Actor.spin(50);
            b.interrupt();
            return null;
          });
      Actor.spin(50);
      limiter.release("a");
      interrupter.result();
      if (b.thrown() == null) {
        taken++;
        assertThat(limiter.statistics().borrowers()).containsExactly("b");
        limiter.release("b");
      } else {
        passed++;
        assertThat(b.thrown()).isInstanceOf(InterruptedException.class);
        assertThat(b.isInterruptedAfterwards()).isFalse();
      }
      c.result();
      assertThat(limiter.statistics()).isEqualTo(new Limiter.Statistics(1, 1, 0, List.of("c")));
    }
    Scale.assertSeen("cancelled in time", passed);
    Scale.assertSeen("cancelled too late", taken);
  }

  private static Object acquire(Limiter limiter, Object borrower) throws InterruptedException {
    limiter.acquire(borrower);
    return borrower;
  }

  @Test
  @Case(40)
  void waiterCancelledBeforeTheRelease_neverGetsThePermit() throws Exception {
    for (int i = 0; i < Scale.of(2_000); i++) {
      var limiter = Limiter.of(1);
      limiter.acquire("a");
      TaskGroup.supervise(group -> {
        Task<Object> b = group.start(() -> acquire(limiter, "b"));
        Actor.until("b waits", () -> limiter.statistics().waiting() == 1);
        Task<Object> c = group.start(() -> acquire(limiter, "c"));
        Actor.until("c waits", () -> limiter.statistics().waiting() == 2);
        b.cancel("before");
        limiter.release("a");
        assertThat(c.await()).isEqualTo("c");
        assertThat(b.join()).isInstanceOf(dev.weft.Outcome.Cancelled.class);
        return null;
      });
      assertThat(limiter.statistics().borrowers()).containsExactly("c");
    }
  }

  @RepeatedTest(3)
  @Case(41)
  void randomTrafficWithCancellations_neverExceedsTheLimit_andLosesNoPermit() throws Exception {
    long seed = System.nanoTime();
    int most = 5;
    var limiter = Limiter.of(most);
    var inside = new AtomicInteger();
    var excess = new AtomicInteger();
    var served = new AtomicInteger();
    var cancelled = new AtomicInteger();
    TaskGroup.supervise(group -> {
      var random = new Random(seed);
      List<Task<Object>> tasks = new ArrayList<>();
      for (int t = 0; t < 60; t++) {
        var dice = new Random(random.nextLong());
        tasks.add(group.start(() -> traffic(limiter, dice, inside, excess, served, cancelled)));
      }
      for (int i = 0; i < 400; i++) {
        Actor.spin(3_000);
        if (i % 3 == 0) {
          limiter.resize(random.nextInt(most + 1));
        }
        if (i % 8 == 0) {
          tasks.get(random.nextInt(tasks.size())).cancel("random");
        }
        LockSupport.parkNanos(1_000);
      }
      limiter.resize(most);
      return null;
    });
    assertThat(excess).as("seed " + seed).hasValue(0);
    assertThat(served).as("seed " + seed).hasPositiveValue();
    assertThat(cancelled).as("seed " + seed).hasPositiveValue();
    assertThat(limiter.statistics())
        .as("seed " + seed)
        .isEqualTo(new Limiter.Statistics(most, 0, 0, List.of()));
  }

  private static Object traffic(
      Limiter limiter,
      Random dice,
      AtomicInteger inside,
      AtomicInteger excess,
      AtomicInteger served,
      AtomicInteger cancelled)
      throws InterruptedException {
    for (int i = 0; i < 300; i++) {
      try {
        switch (dice.nextInt(4)) {
          case 0 -> {
            if (!limiter.tryAcquire()) {
              continue;
            }
          }
          case 1 -> {
            if (!limiter.tryAcquire(Duration.ofNanos(dice.nextInt(200_000)))) {
              continue;
            }
          }
          default -> limiter.acquire();
        }
      } catch (CancelledException e) {
        cancelled.incrementAndGet();
        throw e;
      }
      if (inside.incrementAndGet() > 5) {
        excess.incrementAndGet();
      }
      if (dice.nextBoolean()) {
        LockSupport.parkNanos(1_000);
      }
      inside.decrementAndGet();
      served.incrementAndGet();
      limiter.release();
    }
    return "done";
  }

  @Test
  void borrowerThatHasItsPermit_waitsForNoneAnyMore_whoeverReleasesIt() {
    for (int i = 0; i < Scale.of(5_000); i++) {
      var limiter = Limiter.of(1);
      assertThat(limiter.tryAcquire("a")).isTrue();
      var waiter = Actor.waiting(limiter, () -> acquire(limiter, "b"));
      limiter.release("a");
      Races.spinUntil(() -> limiter.statistics().borrowers().contains("b"));
      limiter.release("b");
      assertThat(limiter.tryAcquire("b")).isTrue();
      waiter.result();
    }
  }

  @Test
  void hundredThousandWaiters_whoAllGiveUp_leaveInLinearTime() {
    var limiter = Limiter.of(1);
    assertThat(limiter.tryAcquire("a")).isTrue();
    int many = Scale.of(100_000);
    List<Actor<Object>> waiters = new ArrayList<>(many);
    for (int i = 0; i < many; i++) {
      int id = i;
      waiters.add(Actor.start(() -> acquire(limiter, id)));
    }
    Actor.until("all wait", () -> limiter.statistics().waiting() == many);
    waiters.forEach(Actor::interrupt);
    waiters.forEach(waiter -> assertThat(waiter.thrown()).isNotNull());
    assertThat(limiter.statistics()).isEqualTo(new Limiter.Statistics(1, 1, 0, List.of("a")));
  }
}
