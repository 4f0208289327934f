package dev.weft;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class CancellationTest {

  @Test
  @Case(30)
  void cancellation_isSticky_aSwallowedOneComesAgainAtTheNextWait() throws Exception {
    var seen = new AtomicInteger();
    TaskGroup.run(group -> {
      Task<String> never = group.startBackground("never", Waits::<String>forever);
      Task<Integer> stubborn =
          group.start(() -> {
            for (int i = 0; i < 3; i++) {
              try {
                never.await();
              } catch (InterruptedException e) {
                seen.incrementAndGet();
              }
            }
            return 1;
          });
      Waits.until("it waits", () -> stubborn.state() == TaskState.WAITING);
      stubborn.cancel("stop");
      stubborn.join();
      return null;
    });
    assertThat(seen).hasValue(3);
  }

  @Test
  @Case(35)
  void reasonAndSource_canBeReadBelow() {
    var seen = new AtomicReference<Cancellation>();
    assertThatThrownBy(() ->
            TaskGroup.run(
                "outer",
                outer ->
                    TaskGroup.run(
                        "inner",
                        inner -> {
                          Task<Integer> waiter = inner.start("w", Waits::<Integer>forever);
                          Task<Integer> deep =
                              inner.start(
                                  "deep",
                                  () -> {
                                    try {
                                      return waiter.await();
                                    } catch (CancelledException e) {
                                      seen.set(e.cancellation());
                                      throw e;
                                    }
                                  });
                          outer.start(
                              "judge",
                              () -> {
                                Waits.until("it waits", () -> deep.state() == TaskState.WAITING);
                                outer.cancel("client disconnected");
                                return 1;
                              });
                          return null;
                        })))
        .isInstanceOf(CancelledException.class)
        .hasMessage("cancelled: client disconnected (by task \"judge\")");
    assertThat(seen.get()).isEqualTo(new Cancellation("client disconnected", "task \"judge\""));
  }

  @Test
  @Case(10)
  void innerFailureCaught_theOuterCancellationIsStillPending() {
    var interruptedAgain = new AtomicBoolean();
    assertThatThrownBy(() ->
            TaskGroup.run(outer -> {
              try {
                TaskGroup.run(inner -> {
                  outer.cancel("both");
                  throw new IllegalStateException("inner");
                });
              } catch (IllegalStateException e) {
                interruptedAgain.set(Thread.currentThread().isInterrupted());
              }
              Tasks.checkCancelled();
              return null;
            }))
        .isInstanceOf(CancelledException.class);
    assertThat(interruptedAgain).isTrue();
  }

  @Test
  @Case(11)
  void failureInsideAndCancellationOutside_theFailureIsThrown_andTheNextWaitIsCancelled()
      throws Exception {
    var next = new AtomicReference<Throwable>();
    TaskGroup.supervise(group -> {
      var inside = new CountDownLatch(1);
      Task<Integer> task =
          group.start(() -> {
            try {
              TaskGroup.run(inner -> {
                inner.start(() -> {
                  try {
                    inside.countDown();
                    return Waits.forever();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException("inside");
                  }
                });
                return null;
              });
            } catch (TaskFailedException e) {
              assertThat(e).hasRootCauseMessage("inside");
            }
            try {
              Thread.sleep(60_000);
            } catch (InterruptedException e) {
              next.set(e);
            }
            return 1;
          });
      inside.await();
      task.cancel("outside");
      task.join();
      return null;
    });
    assertThat(next.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  @Case(32)
  void onlyTheCancelledScopesUnwind() throws Exception {
    String reached =
        TaskGroup.run(
            "1",
            one ->
                TaskGroup.run(
                    "1b",
                    body -> {
                      try {
                        TaskGroup.run(
                            "2",
                            two ->
                                TaskGroup.run(
                                    "3",
                                    three ->
                                        TaskGroup.run(
                                            "4",
                                            four -> {
                                              three.cancel("three");
                                              two.cancel("two");
                                              return Waits.forever();
                                            })));
                        return "went on inside";
                      } catch (CancelledException e) {
                        Thread.sleep(1);
                        return e.cancellation().reason();
                      }
                    }));
    assertThat(reached).isEqualTo("two");
  }

  @Test
  @Case(33)
  void shield_letsCleanUpWait_andTheCancellationIsBackWhenItEnds() throws Exception {
    var cleaned = new AtomicBoolean();
    var after = new AtomicReference<Throwable>();
    TaskGroup.run(group -> {
      Task<Integer> task =
          group.start(() -> {
            try {
              return Waits.<Integer>forever();
            } catch (InterruptedException e) {
              Shield.run(
                  ofSeconds(5),
                  () -> {
                    Thread.sleep(1);
                    Tasks.gather(() -> 1, () -> 2);
                    cleaned.set(true);
                    return null;
                  });
              try {
                Thread.sleep(60_000);
              } catch (InterruptedException again) {
                after.set(again);
              }
              throw e;
            }
          });
      Waits.until("it waits", () -> task.state() == TaskState.WAITING);
      task.cancel("stop");
      task.join();
      assertThat(task.state()).isEqualTo(TaskState.CANCELLED);
      return null;
    });
    assertThat(cleaned).isTrue();
    assertThat(after.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void cancellationThatComesInsideAShield_waitsForItsEnd() throws Exception {
    var finished = new AtomicBoolean();
    TaskGroup.run(group -> {
      var inside = new CountDownLatch(1);
      var go = new Semaphore(0);
      Task<Integer> task =
          group.start(() -> {
            Shield.run(
                ofSeconds(5),
                () -> {
                  inside.countDown();
                  go.acquire();
                  finished.set(true);
                  return null;
                });
            return Waits.forever();
          });
      inside.await();
      task.cancel("stop");
      go.release();
      assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
    assertThat(finished).isTrue();
  }

  @Test
  void shieldedCleanUp_isBounded() {
    assertThatThrownBy(() -> Shield.run(ofMillis(20), Waits::forever))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("deadline of 20 ms exceeded");
  }

  @Test
  void canceller_isCalledInsteadOfAnInterrupt_untilTheCallReturns() throws Exception {
    var asked = new AtomicInteger();
    var interrupted = new AtomicBoolean();
    var broken = new Semaphore(0);
    TaskGroup.run(group -> {
      var inside = new CountDownLatch(1);
      Task<Integer> task =
          group.start(() ->
              Tasks.cancelWith(
                  () -> {
                    if (asked.incrementAndGet() == 3) {
                      broken.release();
                    }
                  },
                  () -> {
                    inside.countDown();
                    broken.acquireUninterruptibly();
                    interrupted.set(Thread.currentThread().isInterrupted());
                    throw new IllegalStateException("statement cancelled");
                  }));
      inside.await();
      task.cancel("stop");
      assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
    assertThat(asked).hasValueGreaterThanOrEqualTo(3);
    assertThat(interrupted).isFalse();
  }

  @Test
  @Case(29)
  void callBrokenOffByItsDeadline_isATimeout_withTheCallsErrorAsCause() {
    var broken = new Semaphore(0);
    var error = new IllegalStateException("57014");
    assertThatThrownBy(() ->
            Deadline.within(
                ofHours(1),
                deadline ->
                    Tasks.cancelWith(
                        broken::release,
                        () -> {
                          deadline.reschedule(ofMillis(1));
                          broken.acquireUninterruptibly();
                          throw error;
                        })))
        .isInstanceOf(DeadlineExceededException.class)
        .hasCause(error);
  }

  @Test
  void cancelledTask_doesNotMakeTheCall() throws Exception {
    var made = new AtomicBoolean();
    TaskGroup.run(group -> {
      Task<Integer> task =
          group.start(() -> {
            try {
              return Waits.<Integer>forever();
            } catch (InterruptedException e) {
              return Tasks.cancelWith(
                  () -> {},
                  () -> {
                    made.set(true);
                    return 1;
                  });
            }
          });
      Waits.until("it waits", () -> task.state() == TaskState.WAITING);
      task.cancel("stop");
      assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
    assertThat(made).isFalse();
  }

  @Test
  void callThatReturnsInTime_isNotHitByALateCanceller() throws Exception {
    for (int i = 0; i < Scale.of(500); i++) {
      var returned = new AtomicBoolean();
      var late = new AtomicBoolean();
      TaskGroup.supervise(group -> {
        Task<Integer> task =
            group.start(() -> {
              try {
                return Tasks.cancelWith(
                    () -> late.compareAndSet(false, returned.get()),
                    () -> {
                      Thread.onSpinWait();
                      return 1;
                    });
              } finally {
                returned.set(true);
              }
            });
        task.cancel("now");
        task.join();
        return null;
      });
      assertThat(late).isFalse();
    }
  }

  @Test
  void interruptThatWasPendingBefore_isKeptForItsOwner() throws Exception {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              group.cancel("ours");
              throw new IllegalStateException("body");
            }))
        .hasMessage("body");
    assertThat(Thread.interrupted()).isTrue();
  }
}
