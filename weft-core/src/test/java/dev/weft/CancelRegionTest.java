package dev.weft;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class CancelRegionTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final CountDownLatch inside = new CountDownLatch(1);

  private void look() {
    if (Thread.currentThread().isInterrupted()) {
      interrupted.set(true);
    }
  }

  /// A call that no interrupt may hit: it ends when its canceller was called `times` times.
  private void block(int times) {
    block(asked, times);
  }

  private void block(AtomicInteger calls, int times) {
    long end = System.nanoTime() + ofSeconds(30).toNanos();
    while (calls.get() < times) {
      look();
      if (System.nanoTime() > end) {
        throw new AssertionError("the canceller was not called within 30 s");
      }
      LockSupport.parkNanos(1_000);
    }
    look();
  }

  private void cancelWhenInside(Op<Object, ?> op) throws InterruptedException {
    TaskGroup.supervise(group -> {
      Task<Object> task = group.start(op);
      inside.await();
      task.cancel("stop");
      task.join();
      return null;
    });
  }

  @Test
  void scopeThatEndsInsideTheRegion_doesNotInterruptTheCall() throws Exception {
    cancelWhenInside(() ->
        Tasks.cancelWith(
            asked::incrementAndGet,
            () -> {
              Deadline.within(
                  ofSeconds(60),
                  () -> {
                    inside.countDown();
                    block(1);
                    return 1;
                  });
              look();
              return 1;
            }));
    assertThat(asked).hasPositiveValue();
    assertThat(interrupted).isFalse();
  }

  @Test
  void regionAroundAnother_hasItsCancellerCalled_whenTheInnerOneHasEnded() throws Exception {
    var innerAsked = new AtomicInteger();
    cancelWhenInside(() ->
        Tasks.cancelWith(
            asked::incrementAndGet,
            () -> {
              Tasks.cancelWith(
                  innerAsked::incrementAndGet,
                  () -> {
                    inside.countDown();
                    block(innerAsked, 1);
                    return 1;
                  });
              block(1);
              return 1;
            }));
    assertThat(innerAsked).hasPositiveValue();
    assertThat(interrupted).isFalse();
  }

  @Test
  void deadlineInsideTheRegion_callsTheCancellerOnlyWhileItLasts() throws Exception {
    int late =
        Tasks.cancelWith(
            asked::incrementAndGet,
            () -> {
              Deadline.within(
                  ofMillis(5),
                  () -> {
                    block(1);
                    return 1;
                  });
              int before = asked.get();
              Thread.sleep(30);
              return asked.get() - before;
            });
    assertThat(late).isZero();
    assertThat(interrupted).isFalse();
  }

  @Test
  @Case(29)
  void deadlineInsideTheRegion_thatBreaksTheCallOff_isATimeout() {
    var error = new IllegalStateException("57014");
    assertThatThrownBy(() ->
            Tasks.cancelWith(
                asked::incrementAndGet,
                () ->
                    Deadline.within(
                        ofMillis(5),
                        () -> {
                          block(1);
                          throw error;
                        })))
        .isInstanceOf(DeadlineExceededException.class)
        .hasCause(error);
  }

  @Test
  void shieldInsideTheRegion_holdsTheCancellerBack_untilItEnds() throws Exception {
    var during = new AtomicInteger(-1);
    var go = new Semaphore(0);
    TaskGroup.supervise(group -> {
      Task<Object> task =
          group.start(() ->
              Tasks.cancelWith(
                  asked::incrementAndGet,
                  () -> {
                    Shield.run(
                        ofSeconds(10),
                        () -> {
                          inside.countDown();
                          go.acquire();
                          during.set(asked.get());
                          return null;
                        });
                    block(1);
                    return 1;
                  }));
      inside.await();
      task.cancel("stop");
      go.release();
      task.join();
      return null;
    });
    assertThat(during).hasValue(0);
    assertThat(interrupted).isFalse();
  }

  @Test
  void shieldInACallThatIsBeingBrokenOff_isNotHitByTheCanceller() throws Exception {
    var hits = new AtomicInteger(-1);
    cancelWhenInside(() ->
        Tasks.cancelWith(
            asked::incrementAndGet,
            () -> {
              inside.countDown();
              block(2);
              Shield.run(
                  ofSeconds(10),
                  () -> {
                    int before = asked.get();
                    Thread.sleep(40);
                    hits.set(asked.get() - before);
                    return null;
                  });
              return 1;
            }));
    assertThat(hits).hasValue(0);
  }

  @Test
  void failureOfTheCall_staysACancellation_whenAnotherCallIsBrokenOffInTheCleanUp()
      throws Exception {
    var second = new Semaphore(0);
    Outcome<Object> outcome =
        TaskGroup.supervise(group -> {
          Task<Object> task =
              group.start(() -> {
                try {
                  return Tasks.<Object, RuntimeException>cancelWith(
                      asked::incrementAndGet,
                      () -> {
                        inside.countDown();
                        block(1);
                        throw new IllegalStateException("statement cancelled");
                      });
                } finally {
                  try {
                    Shield.run(
                        ofMillis(5),
                        () ->
                            Tasks.cancelWith(
                                second::release,
                                () -> {
                                  if (!second.tryAcquire(30, TimeUnit.SECONDS)) {
                                    throw new AssertionError("not called within 30 s");
                                  }
                                  throw new IllegalStateException("rollback cancelled");
                                }));
                  } catch (DeadlineExceededException e) {
                    // The first failure goes on.
                  }
                }
              });
          inside.await();
          task.cancel("stop");
          return task.join();
        });
    assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
  }

  @Test
  void cancellerThatFailsWithAnError_isCalledAgain() throws Exception {
    cancelWhenInside(() ->
        Tasks.cancelWith(
            () -> {
              if (asked.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("driver");
              }
            },
            () -> {
              inside.countDown();
              block(2);
              return 1;
            }));
    assertThat(asked).hasValueGreaterThanOrEqualTo(2);
  }

  @Test
  void interruptedThread_doesNotMakeTheCall_alsoOutsideEveryScope() {
    var made = new AtomicBoolean();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() ->
            Tasks.cancelWith(
                () -> {},
                () -> {
                  made.set(true);
                  return 1;
                }))
        .isExactlyInstanceOf(InterruptedException.class);
    assertThat(made).isFalse();
  }

  @Test
  void cancelRacingWithTheEntry_eitherRefusesOrCallsTheCanceller_andNeverInterrupts()
      throws Exception {
    for (int i = 0; i < Scale.of(2_000); i++) {
      var stop = new AtomicBoolean();
      TaskGroup.supervise(group -> {
        Task<Object> task =
            group.start(() ->
                Tasks.cancelWith(
                    () -> stop.set(true),
                    () -> {
                      while (!stop.get()) {
                        look();
                        LockSupport.parkNanos(1_000);
                      }
                      return 1;
                    }));
        task.cancel("now");
        assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
        return null;
      });
    }
    assertThat(interrupted).isFalse();
  }

  @Test
  void errorOfACallThatWasBrokenOff_isNoFailureOfItsOwn_alsoWhereItIsSuppressed() throws Exception {
    try (var log = new CapturedLog()) {
      cancelWhenInside(() ->
          Deadline.within(
              ofSeconds(60),
              () -> {
                try {
                  return Tasks.<Object, IllegalStateException>cancelWith(
                      asked::incrementAndGet,
                      () -> {
                        inside.countDown();
                        block(1);
                        throw new IllegalStateException("statement cancelled");
                      });
                } catch (IllegalStateException error) {
                  try {
                    Tasks.checkCancelled();
                  } catch (CancelledException cancelled) {
                    var told = new IllegalStateException("query cancelled", cancelled);
                    told.addSuppressed(error);
                    throw told;
                  }
                  throw error;
                }
              }));
      assertThat(log.messages()).noneMatch(line -> line.contains("beside it"));
    }
  }
}
