package dev.weft.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.CancelledException;
import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Outcome;
import dev.weft.Scale;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class LimiterTest {

  @Test
  void run_holdsAPermitDuringTheOperation_andGivesItBackHoweverItEnds() throws Exception {
    var limiter = Limiter.of(2);
    assertThat(limiter.<Integer, RuntimeException>run(() -> limiter.statistics().borrowed()))
        .isEqualTo(1);
    assertThatThrownBy(() ->
            limiter.run(() -> {
              throw new IOException("away");
            }))
        .isInstanceOf(IOException.class);
    assertThat(limiter.statistics()).isEqualTo(new Limiter.Statistics(2, 0, 0, List.of()));
  }

  @Test
  void secondPermitOfABorrower_isRefused_whetherItHoldsOneOrWaitsForOne() throws Exception {
    var limiter = Limiter.of("upstream", 1);
    limiter.acquire("job");
    assertThatIllegalStateException()
        .isThrownBy(() -> limiter.tryAcquire("job"))
        .withMessage(
            "borrower \"job\" holds a permit of limiter \"upstream\" (0 of 1 free, 0 waiting)"
                + " already; release it first. (The operations of a gather may run on the thread that"
                + " calls it.)");
    assertThatIllegalStateException()
        .isThrownBy(() -> limiter.tryAcquire("job", Duration.ofSeconds(1)));
    var other = Actor.waiting(limiter, () -> limiter.tryAcquire("other", Duration.ofMinutes(1)));
    assertThatIllegalStateException()
        .isThrownBy(() -> limiter.acquire("other"))
        .withMessageContaining(
            "waits for a permit of limiter \"upstream\" (0 of 1 free, 1 waiting)");
    limiter.release("job");
    assertThat(other.result()).isTrue();
    assertThat(limiter.statistics().borrowers()).containsExactly("other");
  }

  @Test
  void secondPermitOfAThread_isRefused_insteadOfWaitingForItself() throws Exception {
    var limiter = Limiter.of(1);
    limiter.acquire();
    assertThatIllegalStateException()
        .isThrownBy(limiter::acquire)
        .withMessageStartingWith("thread \"" + Thread.currentThread().getName() + "\" holds");
    limiter.release();
  }

  @Test
  void release_byWhoHasNotBorrowed_isRefused() throws Exception {
    var limiter = Limiter.of(1);
    limiter.acquire("a");
    assertThatIllegalStateException()
        .isThrownBy(limiter::release)
        .withMessageEndingWith(
            "holds no permit of limiter (0 of 1 free, 0 waiting); release once what was acquired,"
                + " for the same borrower");
    limiter.release("a");
    assertThatIllegalStateException().isThrownBy(() -> limiter.release("a"));
    assertThat(limiter.statistics().borrowed()).isZero();
  }

  @Test
  void borrowerIsReleased_byAnotherThread() throws Exception {
    var limiter = Limiter.of(1);
    limiter.acquire("job");
    Actor.start(
            () -> {
              limiter.release("job");
              return null;
            })
        .result();
    assertThat(limiter.tryAcquire()).isTrue();
    limiter.release();
  }

  @Case(42)
  @Test
  void threeLoopersAndOnePermit_takeTurns() throws Exception {
    var limiter = Limiter.of(1);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    limiter.acquire();
    List<Actor<Object>> loopers = new ArrayList<>();
    for (int looper = 0; looper < 3; looper++) {
      int id = looper;
      loopers.add(
          Actor.waiting(
              limiter,
              () -> {
                for (int i = 0; i < 50; i++) {
                  limiter.acquire();
                  order.add(id);
                  int others = i < 49 ? 2 : 0;
                  Actor.until("others wait", () -> limiter.statistics().waiting() >= others);
                  limiter.release();
                }
                return null;
              }));
    }
    limiter.release();
    loopers.forEach(Actor::result);
    assertThat(order.subList(0, 145))
        .isEqualTo(IntStream.range(0, 145).mapToObj(i -> i % 3).toList());
  }

  @Case(44)
  @Test
  void permitThatIsReservedForAWaiter_isNotTakenByTryAcquire() throws Exception {
    var limiter = Limiter.of(1);
    var go = new CountDownLatch(1);
    // On one thread, so that the waiter has certainly not run between release and tryAcquire.
    for (int i = 0; i < Scale.of(1_000); i++) {
      limiter.acquire();
      var waiter =
          Actor.waiting(
              limiter,
              () -> {
                limiter.acquire("waiter");
                go.await();
                return null;
              });
      limiter.release();
      assertThat(limiter.tryAcquire()).isFalse();
      assertThat(limiter.tryAcquire(Duration.ZERO)).isFalse();
      Actor.until("it has the permit", () -> limiter.statistics().borrowed() == 1);
      limiter.release("waiter");
      go.countDown();
      waiter.result();
    }
  }

  @Case({40, 41})
  @Test
  void waiterCancelledAsThePermitComesBack_hasItOrTheNextOneHas_whoeverIsTold() throws Exception {
    for (int i = 0; i < Scale.of(500); i++) {
      boolean cancelFirst = i % 2 == 0;
      var limiter = Limiter.of(1);
      limiter.acquire("a");
      TaskGroup.supervise(group -> {
        Task<Object> b = group.start(() -> limiter.run("b", () -> hold("b")));
        Actor.until("b waits", () -> limiter.statistics().waiting() == 1);
        Task<Object> c = group.start(() -> limiter.run("c", () -> hold("c")));
        Actor.until("c waits", () -> limiter.statistics().waiting() == 2);
        if (cancelFirst) {
          b.cancel("before the release");
          limiter.release("a");
        } else {
          limiter.release("a");
          b.cancel("after the release");
        }
        assertThat(c.await()).isEqualTo("c");
        // It may have had the permit, but not for long: it is cancelled at its next wait.
        assertThat(b.join()).isInstanceOf(Outcome.Cancelled.class);
        return null;
      });
      assertThat(limiter.statistics()).isEqualTo(new Limiter.Statistics(1, 0, 0, List.of()));
    }
  }

  private static Object hold(Object value) throws InterruptedException {
    if (value.equals("b")) {
      Thread.sleep(Duration.ofMinutes(10));
    }
    return value;
  }

  @Case(43)
  @Test
  void shrunkBelowWhatIsOut_grantsNothingUntilBelow() throws Exception {
    var limiter = Limiter.of(4);
    for (int i = 0; i < 4; i++) {
      limiter.acquire(i);
    }
    var waiter = Actor.waiting(limiter, () -> limiter.tryAcquire("w", Duration.ofMinutes(1)));
    limiter.resize(1);
    assertThat(limiter).hasToString("limiter (0 of 1 free, 1 waiting)");
    for (int i = 0; i < 3; i++) {
      limiter.release(i);
      assertThat(limiter.statistics())
          .returns(3 - i, Limiter.Statistics::borrowed)
          .returns(1, Limiter.Statistics::waiting);
    }
    limiter.release(3);
    assertThat(waiter.result()).isTrue();
    assertThat(limiter.statistics()).isEqualTo(new Limiter.Statistics(1, 1, 0, List.of("w")));
  }

  @Test
  void grown_letsAsManyInAsItHasGrown_inTheirOrder() throws Exception {
    var limiter = Limiter.of(0);
    List<Actor<Object>> waiters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int id = i;
      waiters.add(
          Actor.waiting(
              limiter,
              () -> {
                limiter.acquire(id);
                return null;
              }));
    }
    limiter.resize(3);
    waiters.subList(0, 3).forEach(Actor::result);
    assertThat(limiter.statistics())
        .returns(2, Limiter.Statistics::waiting)
        .satisfies(s -> assertThat(s.borrowers()).containsExactlyInAnyOrder(0, 1, 2));
    limiter.resize(5);
    waiters.forEach(Actor::result);
  }

  @Test
  void badArguments_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limiter.of(-1))
        .withMessage("a limiter cannot have -1 permits; give it 0 or more");
    assertThatIllegalArgumentException().isThrownBy(() -> Limiter.of(1).resize(-2));
    assertThatThrownBy(() -> Limiter.of(1).acquire(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void acquireInACancelledTask_throws_alsoWhenAPermitIsFree() throws Exception {
    var limiter = Limiter.of(1);
    Outcome<Object> end =
        TaskGroup.supervise(group -> {
          var inside = new CountDownLatch(1);
          Task<Object> task =
              group.start(() -> {
                inside.countDown();
                Actor.swallowInterrupt();
                assertThatThrownBy(limiter::acquire).isInstanceOf(CancelledException.class);
                limiter.acquire();
                return null;
              });
          inside.await();
          task.cancel("enough");
          return task.join();
        });
    assertThat(end).isInstanceOf(Outcome.Cancelled.class);
    assertThat(limiter.statistics().borrowed()).isZero();
  }

  @Test
  void acquireOnAnInterruptedThread_throws_andHasConsumedTheInterrupt() {
    var limiter = Limiter.of(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(limiter::acquire).isExactlyInstanceOf(InterruptedException.class);
    assertThat(limiter.statistics().borrowed()).isZero();
  }

  @Test
  void whatDoesNotWait_isNotDisturbedByAnInterrupt() {
    var limiter = Limiter.of(1);
    Thread.currentThread().interrupt();
    assertThat(limiter.tryAcquire()).isTrue();
    limiter.resize(2);
    limiter.release();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void timedAcquire_givesUpItsPlace() throws Exception {
    var limiter = Limiter.of(1);
    limiter.acquire("a");
    assertThat(limiter.tryAcquire("b", Duration.ofMillis(5))).isFalse();
    assertThat(limiter.tryAcquire("b", Duration.ofSeconds(-1))).isFalse();
    assertThat(limiter.statistics().waiting()).isZero();
    limiter.release("a");
    assertThat(limiter.tryAcquire("b", Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
  }

  @Test
  void deadline_endsTheWait_andNoPermitIsHeld() throws Exception {
    var limiter = Limiter.of(1);
    limiter.acquire("a");
    assertThatThrownBy(() ->
            Deadline.within(
                Duration.ofMillis(10),
                () -> {
                  limiter.acquire("b");
                  return null;
                }))
        .isInstanceOf(DeadlineExceededException.class);
    limiter.release("a");
    assertThat(limiter.statistics()).isEqualTo(new Limiter.Statistics(1, 0, 0, List.of()));
  }

  @Test
  void inspection_seesTheLimiterAndWhoHoldsIt() throws Exception {
    var limiter = Limiter.of("upstream", 1);
    limiter.acquire();
    var waiter =
        Actor.waiting(
            limiter,
            () -> {
              limiter.acquire();
              limiter.release();
              return null;
            });
    assertThat(LockSupport.getBlocker(waiter.thread))
        .hasToString("limiter \"upstream\" (0 of 1 free, 1 waiting)");
    assertThat(limiter.holders()).containsExactly(Thread.currentThread());
    limiter.release();
    waiter.result();
    limiter.acquire("on behalf");
    assertThat(limiter.holders()).containsExactly(Thread.currentThread());
  }

  @Test
  void platformThreadsWait_too() throws Exception {
    var limiter = Limiter.of(1);
    limiter.acquire();
    var done = new CountDownLatch(1);
    Thread platform =
        Thread.ofPlatform()
            .start(() -> {
              try {
                limiter.run(() -> null);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              done.countDown();
            });
    Actor.until("it waits", () -> LockSupport.getBlocker(platform) == limiter);
    limiter.release();
    done.await();
    platform.join();
  }
}
