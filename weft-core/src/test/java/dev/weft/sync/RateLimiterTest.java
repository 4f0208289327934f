package dev.weft.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.CancelledException;
import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Op;
import dev.weft.Scale;
import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class RateLimiterTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void limitIsReached_thenThereIsNothingForAPeriod() {
    var limiter = RateLimiter.of(3, HOUR);
    assertThat(limiter.waitTime()).isZero();
    assertThat(IntStream.range(0, 5).filter(i -> limiter.tryAcquire()).count()).isEqualTo(3);
    assertThat(limiter.waitTime()).isBetween(HOUR.minus(Duration.ofMinutes(1)), HOUR);
  }

  @Test
  void grantsAreAPeriodApart_howeverManyAreAsking() throws Exception {
    int limit = 5;
    var period = Duration.ofMillis(20);
    var limiter = RateLimiter.of(limit, period);
    List<Long> begun = new ArrayList<>();
    List<Long> ended = new ArrayList<>();
    for (int i = 0; i < 12 * limit; i++) {
      begun.add(System.nanoTime());
      limiter.acquire();
      ended.add(System.nanoTime());
    }
    for (int i = limit; i < begun.size(); i++) {
      // Each grant lies somewhere between the two times.
      assertThat(ended.get(i) - begun.get(i - limit)).isGreaterThanOrEqualTo(period.toNanos());
    }
  }

  @Test
  void severalPermits_areTakenAtOnce_andNotOvertakenByFewer() throws Exception {
    var limiter = RateLimiter.of("api", 4, HOUR);
    limiter.acquire(3);
    var many =
        Actor.waiting(
            limiter,
            () -> {
              limiter.acquire(4);
              return null;
            });
    assertThat(limiter.tryAcquire()).as("there is one, for who waits for four").isFalse();
    var few =
        Actor.waiting(
            limiter,
            () -> {
              limiter.acquire();
              return null;
            });
    assertThat(limiter).hasToString("rate limiter \"api\" (4 in any 1h; 2 waiting)");
    many.interrupt();
    assertThat(many.thrown()).isInstanceOf(InterruptedException.class);
    few.result();
    assertThat(limiter.tryAcquire()).isFalse();
  }

  @Test
  void moreThanThereEverAre_areRefused() {
    var limiter = RateLimiter.of(4, HOUR);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limiter.acquire(5))
        .withMessage(
            "cannot take 5 permits from rate limiter (4 in any 1h; 0 waiting); ask for 1 to 4");
    assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire(0));
    assertThatIllegalArgumentException().isThrownBy(() -> limiter.waitTime(5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimiter.of(0, HOUR))
        .withMessage("a rate limiter cannot have a limit of 0; give it 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimiter.of(1, Duration.ZERO))
        .withMessage("a rate limiter cannot have a period of PT0S; give it a positive one");
    assertThatIllegalArgumentException().isThrownBy(() -> RateLimiter.tokenBucket(1, HOUR, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimiter.tokenBucket(1, Duration.ofDays(20_000), 1_000))
        .withMessage("a bucket of 1000 would take a lifetime to fill; give it a higher rate");
  }

  @Case(48)
  @Test
  void cancelledWaiter_givesItsPlaceBack_andThoseBehindMoveUp() throws Exception {
    var limiter = RateLimiter.of(2, HOUR);
    limiter.acquire(2);
    List<Actor<Object>> waiters = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiters.add(
          Actor.waiting(
              limiter,
              () -> {
                limiter.acquire();
                return null;
              }));
    }
    assertThat(limiter.waitTime()).isGreaterThan(HOUR.multipliedBy(2).plusMinutes(30));
    waiters.get(0).interrupt();
    waiters.get(2).interrupt();
    assertThat(waiters.get(0).thrown()).isInstanceOf(InterruptedException.class);
    assertThat(waiters.get(2).thrown()).isInstanceOf(InterruptedException.class);
    assertThat(limiter.waitTime()).isBetween(HOUR, HOUR.multipliedBy(2));
    waiters.get(1).interrupt();
    waiters.get(3).interrupt();
    waiters.forEach(Actor::thrown);
    assertThat(limiter.waitTime()).isLessThanOrEqualTo(HOUR);
  }

  @Test
  @Case(48)
  void cancelledHead_isFollowedByTheNext_whichIsServedAtOnce() throws Exception {
    var limiter = RateLimiter.of(2, HOUR);
    limiter.acquire();
    var head =
        Actor.waiting(
            limiter,
            () -> {
              limiter.acquire(2);
              return null;
            });
    var next =
        Actor.waiting(
            limiter,
            () -> {
              limiter.acquire();
              return null;
            });
    head.interrupt();
    assertThat(head.thrown()).isInstanceOf(InterruptedException.class);
    // There was one permit all the time.
    next.result();
    assertThat(limiter.tryAcquire(2)).isFalse();
  }

  @Case(49)
  @Test
  @Tag("slow")
  void thousandWaiters_areAllServed_andBlockNobody() {
    var limiter = RateLimiter.of(100, Duration.ofMillis(50));
    assertThat(limiter.tryAcquire(100)).isTrue();
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<Actor<Object>> waiters = new ArrayList<>();
    int many = Scale.of(1_000);
    for (int i = 0; i < many; i++) {
      int id = i;
      Op<Object, RuntimeException> takes =
          () -> {
            limiter.acquire();
            order.add(id);
            return null;
          };
      // With the first in line nobody overtakes, however long the others need to get there.
      waiters.add(i == 0 ? Actor.waiting(limiter, takes) : Actor.start(takes));
    }
    while (order.size() < many) {
      assertThat(limiter.tryAcquire()).isFalse();
      LockSupport.parkNanos(10_000);
    }
    waiters.forEach(Actor::result);
    assertThat(order).doesNotHaveDuplicates();
  }

  @Case(49)
  @Test
  void onlyTheFirstInLineHasATimer() throws Exception {
    var limiter = RateLimiter.of(1, HOUR);
    limiter.acquire();
    List<Actor<Object>> waiters = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      waiters.add(
          Actor.waiting(
              limiter,
              () -> {
                limiter.acquire();
                return null;
              }));
    }
    Actor.until("all are parked", () -> waiters.stream().allMatch(Actor::isWaiting));
    for (Actor<Object> first : waiters) {
      Actor.until("the first has a timer", () -> isTimed(first));
      assertThat(waiters.stream().filter(RateLimiterTest::isTimed)).containsExactly(first);
      first.interrupt();
      first.thrown();
    }
  }

  private static boolean isTimed(Actor<Object> waiter) {
    return waiter.thread.getState() == Thread.State.TIMED_WAITING;
  }

  @Test
  @Tag("slow")
  @Case(48)
  void randomTrafficWithCancellations_neverExceedsTheLimit() {
    for (int round = 0; round < 20; round++) {
      long seed = System.nanoTime();
      var random = new Random(seed);
      int limit = 1 + random.nextInt(8);
      var period = Duration.ofMillis(3);
      var limiter = RateLimiter.of(limit, period);
      var granted = new AtomicInteger();
      List<Actor<Object>> waiters = new ArrayList<>();
      long begun = System.nanoTime();
      for (int i = 0; i < 60; i++) {
        int wanted = 1 + random.nextInt(limit);
        boolean timed = random.nextBoolean();
        waiters.add(
            Actor.start(() -> {
              if (timed && !limiter.tryAcquire(wanted, Duration.ofMillis(20))) {
                return null;
              } else if (!timed) {
                limiter.acquire(wanted);
              }
              granted.addAndGet(wanted);
              return null;
            }));
        if (random.nextInt(4) == 0) {
          waiters.get(random.nextInt(waiters.size())).interrupt();
        }
      }
      waiters.forEach(Actor::thrown);
      long periods = (System.nanoTime() - begun) / period.toNanos() + 1;
      assertThat(granted.get())
          .as("seed " + seed)
          .isPositive()
          .isLessThanOrEqualTo((int) Math.min(Integer.MAX_VALUE, periods * limit));
      // Nothing is in the way of who comes now.
      assertThat(limiter.waitTime(limit)).as("seed " + seed).isLessThanOrEqualTo(period);
    }
  }

  @Test
  void tokenBucket_isFullAtFirst_andFillsEvenly() throws Exception {
    var limiter = RateLimiter.tokenBucket("api", 2, HOUR, 5);
    assertThat(IntStream.range(0, 9).filter(i -> limiter.tryAcquire()).count()).isEqualTo(5);
    assertThat(limiter.waitTime()).isBetween(Duration.ofMinutes(29), Duration.ofMinutes(30));
    assertThat(limiter.waitTime(4)).isBetween(Duration.ofMinutes(119), Duration.ofMinutes(120));
    assertThat(limiter).hasToString("rate limiter \"api\" (2 per 1h, bursts of 5; 0 waiting)");
    var quick = RateLimiter.tokenBucket(1, Duration.ofNanos(100_000), 1);
    for (int i = 0; i < 20; i++) {
      quick.acquire();
    }
  }

  @Test
  void waitTime_ofAnAbsurdlyLongQueue_isStillATime() throws Exception {
    var limiter = RateLimiter.of(1, Duration.ofSeconds(Long.MAX_VALUE));
    limiter.acquire();
    List<Actor<Object>> waiters = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      waiters.add(
          Actor.waiting(
              limiter,
              () -> {
                limiter.acquire();
                return null;
              }));
    }
    assertThat(limiter.waitTime()).isGreaterThan(Duration.ofDays(20_000));
    waiters.forEach(Actor::interrupt);
    waiters.forEach(Actor::thrown);
  }

  @Test
  void timedAcquire_usesNoPermit_whenItGivesUp() throws Exception {
    var limiter = RateLimiter.of(1, HOUR);
    assertThat(limiter.tryAcquire(Duration.ZERO)).isTrue();
    assertThat(limiter.tryAcquire(Duration.ofMillis(3))).isFalse();
    assertThat(limiter.tryAcquire(Duration.ofSeconds(-3))).isFalse();
    assertThat(limiter.waitTime()).isLessThanOrEqualTo(HOUR);
    assertThat(limiter).hasToString("rate limiter (1 in any 1h; 0 waiting)");
  }

  @Test
  void cancelledTask_throws_alsoWhenAPermitIsThere_andUsesNone() throws Exception {
    var limiter = RateLimiter.of(1, HOUR);
    assertThatThrownBy(() ->
            Deadline.within(
                Duration.ofMillis(5),
                () -> {
                  Actor.swallowInterrupt();
                  assertThatThrownBy(limiter::acquire).isInstanceOf(CancelledException.class);
                  limiter.acquire();
                  return null;
                }))
        .isInstanceOf(DeadlineExceededException.class);
    assertThat(limiter.tryAcquire()).isTrue();
    assertThat(Thread.interrupted()).isFalse();
  }
}
