package dev.weft;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Starts, ends and cancellations where one hardly looks: what the tests of asyncio, Trio, AnyIO
/// and Kotlin's coroutines hold up.
@OnEveryScheduler
class TaskLifeTest {

  @Test
  @Case({7, 13})
  void anyTaskOfTheTree_mayStartAChildOfAnyGroupAroundIt() throws Exception {
    var ran = new ConcurrentLinkedQueue<String>();
    TaskGroup.run(
        "outer",
        outer -> {
          outer.start(
              "child",
              () ->
                  TaskGroup.run(
                      "inner",
                      inner -> {
                        inner.start(
                            "grandchild",
                            () -> {
                              outer.start("of the outer", () -> ran.add("outer"));
                              inner.start("of the inner", () -> ran.add("inner"));
                              return null;
                            });
                        return null;
                      }));
          return null;
        });
    assertThat(ran).containsExactlyInAnyOrder("outer", "inner");
  }

  @Test
  @Case(31)
  void groupOpenedInACancelledTask_startsNothing_andIsCancelled() throws Exception {
    var ran = new AtomicBoolean();
    var refused = new AtomicReference<@Nullable Throwable>();
    Outcome<Object> outcome =
        TaskGroup.supervise(group -> {
          Task<Object> task =
              group.start(() -> {
                try {
                  return Waits.forever();
                } catch (InterruptedException swallowed) {
                  return TaskGroup.run(late -> {
                    try {
                      late.start(() -> ran.getAndSet(true));
                    } catch (StartRefusedException e) {
                      refused.set(e);
                      throw e;
                    }
                    return null;
                  });
                }
              });
          Waits.until("it waits", () -> task.state() == TaskState.WAITING);
          task.cancel("stop");
          return task.join();
        });
    assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
    assertThat(refused.get()).isNotNull().hasMessageContaining("stop");
    assertThat(ran).isFalse();
  }

  @Test
  @Case(18)
  void equalDeadlinesNested_bothSayThatTheyExpired() {
    var inner = new AtomicReference<@Nullable Deadline>();
    var outer = new AtomicReference<@Nullable Deadline>();
    assertThatThrownBy(() ->
            Deadline.within(
                ofMillis(100),
                first -> {
                  outer.set(first);
                  return Deadline.within(
                      Deadline.remaining().orElseThrow(),
                      second -> {
                        inner.set(second);
                        // Both are over before the thread looks.
                        Races.spinUntil(() -> first.expired() && second.expired());
                        return Waits.forever();
                      });
                }))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("deadline of 100 ms exceeded");
    assertThat(inner.get()).isNotNull().matches(Deadline::expired);
    assertThat(outer.get()).isNotNull().matches(Deadline::expired);
  }

  @Test
  void taskCancelledAsItIsStarted_neverRunsOrIsInterrupted_andEndsAsCancelled() throws Exception {
    for (int i = 0; i < Scale.of(2_000); i++) {
      var began = new AtomicBoolean();
      var ended = new AtomicBoolean();
      TaskGroup.supervise(group -> {
        Task<Object> task =
            group.start(() -> {
              began.set(true);
              try {
                return Waits.forever();
              } finally {
                ended.set(true);
              }
            });
        Races.linger(50);
        task.cancel("at once");
        assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
        return null;
      });
      assertThat(ended.get()).isEqualTo(began.get());
    }
  }

  @Test
  void errorOfAChild_isAFailureLikeAnyOther_alsoInAGather() {
    var error = new StackOverflowError("deep");
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              group.start(() -> {
                throw error;
              });
              return Waits.forever();
            }))
        .isInstanceOf(TaskFailedException.class)
        .hasCause(error);
    assertThatThrownBy(() ->
            Tasks.gather(
                () -> {
                  throw error;
                },
                Waits::<Integer>forever))
        .isSameAs(error);
  }

  @Test
  void errorOfTheBody_isThrownAsItIs_whenTheChildrenHaveEnded() {
    var error = new AssertionError("body");
    var ended = new AtomicBoolean();
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              var begun = new CountDownLatch(1);
              group.start(() -> {
                begun.countDown();
                try {
                  return Waits.forever();
                } finally {
                  ended.set(true);
                }
              });
              begun.await();
              throw error;
            }))
        .isSameAs(error);
    assertThat(ended).isTrue();
  }

  @Test
  void supervisedGroup_isCancelledFromOutside_withAllItsChildren() throws Exception {
    var children = new ConcurrentLinkedQueue<Task<Object>>();
    TaskGroup.supervise(outer -> {
      Task<Object> host =
          outer.start(() ->
              TaskGroup.supervise(group -> {
                for (int i = 0; i < 3; i++) {
                  children.add(group.start(Waits::forever));
                }
                return Waits.forever();
              }));
      Waits.until("all run", () -> children.size() == 3 && host.state() == TaskState.WAITING);
      host.cancel("stop");
      assertThat(host.join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
    assertThat(children).allMatch(child -> child.state() == TaskState.CANCELLED);
  }

  @Test
  void supervisedBodyThatFails_cancelsItsChildren() {
    var child = new AtomicReference<@Nullable Task<Object>>();
    assertThatThrownBy(() ->
            TaskGroup.supervise(group -> {
              child.set(group.start(Waits::forever));
              throw new IllegalStateException("body");
            }))
        .hasMessage("body");
    assertThat(child.get()).isNotNull().matches(task -> task.state() == TaskState.CANCELLED);
  }

  @Test
  void groupInsideAShield_canBeCancelled_andFails_asAnyOther() throws Exception {
    String ended =
        Shield.run(
            ofSeconds(10),
            () -> {
              try {
                return TaskGroup.run(group -> {
                  group.start(Waits::forever);
                  group.cancel("inside");
                  return Waits.forever();
                });
              } catch (CancelledException e) {
                return e.cancellation().reason();
              }
            });
    assertThat(ended).isEqualTo("inside");
    assertThatThrownBy(() ->
            Shield.run(
                ofSeconds(10),
                () ->
                    TaskGroup.run(group -> {
                      group.start(() -> {
                        throw new IllegalStateException("boom");
                      });
                      return Waits.forever();
                    })))
        .isInstanceOf(TaskFailedException.class)
        .hasRootCauseMessage("boom");
  }

  @Test
  void cancelFromInsideAShield_waitsForItsEnd() throws Exception {
    var finished = new AtomicBoolean();
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              Shield.run(
                  ofSeconds(10),
                  () -> {
                    group.cancel("from inside");
                    Thread.sleep(1);
                    Tasks.checkCancelled();
                    finished.set(true);
                    return null;
                  });
              return Waits.forever();
            }))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("from inside");
    assertThat(finished).isTrue();
  }

  @Test
  void secondCancellation_doesNotReplaceTheFirst_norInterruptTheCleanUpAgain() throws Exception {
    var second = new CountDownLatch(1);
    var cleanedUp = new AtomicBoolean();
    TaskGroup.supervise(group -> {
      var cleaning = new CountDownLatch(1);
      Task<Object> task =
          group.start(() -> {
            try {
              return Waits.forever();
            } catch (InterruptedException e) {
              cleaning.countDown();
              // A wait of the JDK in a clean-up without a shield: one cancellation, one interrupt.
              second.await();
              Thread.sleep(1);
              cleanedUp.set(true);
              throw e;
            }
          });
      Waits.until("it waits", () -> task.state() == TaskState.WAITING);
      task.cancel("first");
      cleaning.await();
      task.cancel("second");
      second.countDown();
      assertThat(task.join())
          .isInstanceOfSatisfying(
              Outcome.Cancelled.class,
              outcome -> assertThat(outcome.cancellation().reason()).isEqualTo("first"));
      return null;
    });
    assertThat(cleanedUp).isTrue();
  }

  @Test
  void waiterCancelledAsTheChildEnds_hasTheResultOrTheCancellation_andTheChildIsUntouched()
      throws Exception {
    int results = 0;
    int cancellations = 0;
    for (int i = 0; i < Scale.of(3_000); i++) {
      var open = new CountDownLatch(1);
      var result = new AtomicInteger();
      Outcome<Object> outcome =
          TaskGroup.supervise(group -> {
            Task<Integer> child =
                group.start(() -> {
                  Waits.until(open);
                  return 1;
                });
            Task<Object> waiter =
                group.start(() -> {
                  result.set(child.await());
                  Tasks.checkCancelled();
                  return "had it";
                });
            Races.linger(200);
            open.countDown();
            Races.linger(200);
            waiter.cancel("race");
            assertThat(child.join()).isEqualTo(new Outcome.Success<>(1));
            return waiter.join();
          });
      switch (outcome) {
        case Outcome.Success<Object> _ -> {
          assertThat(result).hasValue(1);
          results++;
        }
        case Outcome.Cancelled<Object> _ -> cancellations++;
        case Outcome.Failure<Object> failure -> throw new AssertionError(failure.cause());
      }
    }
    Scale.assertSeen("results", results);
    Scale.assertSeen("cancellations", cancellations);
  }

  @Test
  void deadlineAroundAGroup_thatIsDueWhenTheGroupFails_isOneOfTheTwo_neverBothLost()
      throws Exception {
    for (int i = 0; i < Scale.of(1_000); i++) {
      List<Throwable> told = new ArrayList<>();
      try {
        Deadline.within(
            ofMillis(0).plusNanos(50_000),
            () ->
                TaskGroup.run(group -> {
                  group.start(() -> {
                    Races.linger(2_000);
                    throw new IllegalStateException("boom");
                  });
                  return Waits.forever();
                }));
      } catch (DeadlineExceededException | TaskFailedException e) {
        told.add(e);
      }
      assertThat(told).hasSize(1);
      Tasks.checkCancelled();
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  void thousandWaitersForOneTask_allLearnItsEnd() throws Exception {
    var learned = new AtomicInteger();
    TaskGroup.run(group -> {
      var open = new CountDownLatch(1);
      Task<Integer> one =
          group.start(() -> {
            open.await();
            return 1;
          });
      for (int i = 0; i < Scale.of(1_000); i++) {
        group.start(() -> learned.addAndGet(one.await()));
      }
      open.countDown();
      return null;
    });
    assertThat(learned).hasValue(Scale.of(1_000));
  }
}
