package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class TaskGroupTest {

  @Test
  void run_returnsWhatTheBodyReturns_andAwaitsAllChildren() throws Exception {
    var ended = new AtomicInteger();
    String result =
        TaskGroup.run(group -> {
          for (int i = 0; i < 100; i++) {
            group.start(() -> {
              Thread.sleep(5);
              return ended.incrementAndGet();
            });
          }
          return "done";
        });
    assertThat(result).isEqualTo("done");
    assertThat(ended).hasValue(100);
  }

  @Test
  @Case(1)
  void failedChild_cancelsSiblingsAndBody_andIsThrownWithTheOtherFailures() throws Exception {
    var siblings = new CountDownLatch(2);
    var boom = new IllegalStateException("boom");
    var cleanUp = new IllegalStateException("clean-up");
    var bodyCancelled = new AtomicBoolean();
    try {
      TaskGroup.run(
          "g",
          group -> {
            group.start(
                "quiet",
                () -> {
                  siblings.countDown();
                  return Waits.forever();
                });
            group.start(
                "noisy",
                () -> {
                  try {
                    siblings.countDown();
                    return Waits.forever();
                  } catch (InterruptedException e) {
                    throw cleanUp;
                  }
                });
            group.start(
                "bad",
                () -> {
                  siblings.await();
                  throw boom;
                });
            try {
              return Waits.forever();
            } catch (InterruptedException e) {
              bodyCancelled.set(true);
              throw e;
            }
          });
      throw new AssertionError("no failure");
    } catch (TaskFailedException e) {
      assertThat(e).hasMessageContaining("task \"bad\" failed").hasCause(boom);
      assertThat(e.getSuppressed()).containsExactly(cleanUp);
      assertThat(e.taskName()).isEqualTo("bad");
    }
    assertThat(bodyCancelled).isTrue();
  }

  @Test
  @Case(2)
  void childCancelledByItself_isNotAFailureOfTheGroup() throws Exception {
    String result =
        TaskGroup.run(group -> {
          Task<String> lazy = group.start("lazy", Waits::<String>forever);
          Task<String> good = group.start("good", () -> "fine");
          lazy.cancel("not needed");
          assertThatThrownBy(lazy::await)
              .isInstanceOf(TaskCancelledException.class)
              .hasMessageContaining("task \"lazy\" was cancelled: not needed");
          return good.await();
        });
    assertThat(result).isEqualTo("fine");
  }

  @Test
  @Case(3)
  void failureOfTheOuterGroup_reachesTheCallerOnce_withoutAWrapperFromTheInner() {
    var boom = new IllegalStateException("boom");
    var inside = new CountDownLatch(1);
    assertThatThrownBy(() ->
            TaskGroup.run(outer -> {
              outer.start(
                  "bad",
                  () -> {
                    inside.await();
                    throw boom;
                  });
              return TaskGroup.run(inner -> {
                inner.start(() -> {
                  inside.countDown();
                  return Waits.forever();
                });
                return 1;
              });
            }))
        .isInstanceOf(TaskFailedException.class)
        .hasCause(boom)
        .hasNoSuppressedExceptions();
  }

  @Test
  @Case(5)
  void bodyThatFailsInItsCleanUp_afterAChildFailed_isReportedBesideIt() {
    var boom = new IllegalStateException("boom");
    var cleanUp = new IllegalArgumentException("finally");
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              group.start(() -> {
                throw boom;
              });
              try {
                return Waits.forever();
              } catch (InterruptedException e) {
                throw cleanUp;
              }
            }))
        .isInstanceOf(TaskFailedException.class)
        .hasCause(boom)
        .hasSuppressedException(cleanUp);
  }

  @Test
  void failingBody_isThrownAsItIs_andCancelsTheChildren() {
    var cancelled = new AtomicReference<Throwable>();
    var waiting = new CountDownLatch(1);
    var boom = new IOException("body");
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              group.start(() -> {
                try {
                  waiting.countDown();
                  return Waits.forever();
                } catch (InterruptedException e) {
                  cancelled.set(e);
                  throw e;
                }
              });
              waiting.await();
              throw boom;
            }))
        .isSameAs(boom)
        .hasNoSuppressedExceptions();
    assertThat(cancelled).doesNotHaveNullValue();
  }

  @Test
  void bodyThatAwaitsTheFailedChild_throwsThatFailureOnly() {
    var boom = new IllegalStateException("boom");
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              Task<Object> bad =
                  group.start(() -> {
                    throw boom;
                  });
              return bad.await();
            }))
        .isInstanceOf(TaskFailedException.class)
        .hasCause(boom)
        .hasNoSuppressedExceptions();
  }

  @Test
  @Case(15)
  void group_waitsForAChildThatIgnoresItsInterrupt() {
    var ended = new AtomicBoolean();
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              var ready = new CountDownLatch(1);
              group.start(
                  "deaf",
                  () -> {
                    ready.countDown();
                    for (int i = 0; i < 5; i++) {
                      try {
                        Thread.sleep(10);
                      } catch (InterruptedException e) {
                        // Ignored: that is the case.
                      }
                    }
                    ended.set(true);
                    return 1;
                  });
              ready.await();
              throw new IllegalStateException("body");
            }))
        .hasMessage("body");
    assertThat(ended).isTrue();
  }

  @Test
  void failedGroup_closesTheValuesThatNobodyTook_once() {
    var closed = new AtomicInteger();
    AutoCloseable connection = closed::incrementAndGet;
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              Task<AutoCloseable> taken = group.start("taken", () -> connection);
              Task<AutoCloseable> left = group.start("left", () -> connection);
              taken.await();
              Waits.until("left has ended", left::isDone);
              throw new IllegalStateException("body");
            }))
        .hasMessage("body");
    assertThat(closed).hasValue(1);
  }

  @Test
  @Case(37)
  void taskThatCancelsItself_andReturnsWithoutWaiting_endsAsCancelled() throws Exception {
    TaskState state =
        TaskGroup.run(group -> {
          var self = new AtomicReference<Task<Integer>>();
          var known = new CountDownLatch(1);
          Task<Integer> task =
              group.start(() -> {
                known.await();
                self.get().cancel("enough");
                return 1;
              });
          self.set(task);
          known.countDown();
          task.join();
          return task.state();
        });
    assertThat(state).isEqualTo(TaskState.CANCELLED);
  }

  @Test
  void waitingForOneself_isAnError() {
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              var self = new AtomicReference<Task<Object>>();
              var known = new CountDownLatch(1);
              self.set(
                  group.start(
                      "narcissus",
                      () -> {
                        known.await();
                        return self.get().await();
                      }));
              known.countDown();
              return null;
            }))
        .hasRootCauseMessage(
            "task \"narcissus\" waits for itself, which only a deadline or a cancellation would end;"
                + " return instead");
  }

  @Test
  void supervisedChildren_failOnTheirOwn() throws Exception {
    List<TaskState> states =
        TaskGroup.supervise(group -> {
          Task<Integer> bad =
              group.start(() -> {
                throw new IllegalStateException("boom");
              });
          Task<Integer> good =
              group.start(() -> {
                Thread.sleep(10);
                return 1;
              });
          bad.join();
          good.join();
          return List.of(bad.state(), good.state());
        });
    assertThat(states).containsExactly(TaskState.FAILED, TaskState.SUCCEEDED);
  }

  @Test
  @Case(17)
  void nestedGroups_areCancelledInLinearTime_howeverDeep() throws Exception {
    TaskGroup.run(group -> {
      Task<Object> deep = group.start("deep", () -> nest(group, Scale.of(5_000)));
      assertThatThrownBy(deep::await).isInstanceOf(CancelledException.class);
      return null;
    });
  }

  private static Object nest(TaskGroup outermost, int levels) throws InterruptedException {
    if (levels == 0) {
      outermost.cancel("deep enough");
      return Waits.forever();
    }
    return TaskGroup.run(group -> {
      group.start(() -> nest(outermost, levels - 1));
      return null;
    });
  }

  @Test
  void aHundredThousandChildren_allEnd() throws Exception {
    var ended = new AtomicInteger();
    TaskGroup.run(group -> {
      for (int i = 0; i < Scale.of(100_000); i++) {
        group.start(ended::incrementAndGet);
      }
      return null;
    });
    assertThat(ended).hasValue(Scale.of(100_000));
  }

  @Test
  void taskThatIsKept_doesNotKeepWhatItsOperationCaptured() throws Exception {
    var kept = new AtomicReference<Task<Integer>>();
    WeakReference<Object> captured = TaskGroup.run(group -> capture(group, kept));
    Waits.until(
        "it is collected",
        () -> {
          System.gc();
          return captured.get() == null;
        });
    assertThat(kept.get().outcome()).isInstanceOf(Outcome.Success.class);
  }

  private static WeakReference<Object> capture(
      TaskGroup group, AtomicReference<Task<Integer>> kept) {
    var large = new byte[1_000];
    kept.set(group.start(() -> large.length));
    return new WeakReference<>(large);
  }

  @Test
  @Case(4)
  void bodyThatIsCancelled_andFailsInItsCleanUp_throwsThatFailure() {
    var cleanUp = new IOException("clean-up");
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              group.cancel("stop");
              try {
                return Waits.forever();
              } catch (InterruptedException e) {
                throw cleanUp;
              }
            }))
        .isSameAs(cleanUp);
  }

  @Test
  @Case(36)
  void waitingForACancelledChild_isNotBeingCancelled() throws Exception {
    TaskGroup.supervise(group -> {
      Task<Object> child = group.start("child", Waits::forever);
      child.cancel("not needed");
      Task<Object> waiter = group.startBackground("waiter", child::await);
      assertThat(waiter.join())
          .isInstanceOfSatisfying(
              Outcome.Failure.class,
              failure ->
                  assertThat(failure.cause())
                      .isInstanceOfSatisfying(
                          TaskCancelledException.class,
                          e -> assertThat(e.cancellation().reason()).isEqualTo("not needed")));
      return null;
    });
  }

  @Test
  void bodyThatReturns_afterItsGroupWasCancelled_keepsItsValue_andItsChildrenAreCutOff()
      throws Exception {
    var child = new AtomicReference<Task<Object>>();
    String value =
        TaskGroup.run(group -> {
          child.set(group.start(Waits::forever));
          group.cancel("enough");
          return "value";
        });
    assertThat(value).isEqualTo("value");
    assertThat(child.get().outcome()).isInstanceOf(Outcome.Cancelled.class);
  }

  @Test
  void bodyThatWaits_afterItsGroupWasCancelled_isCancelled() {
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              group.cancel("enough");
              return Waits.forever();
            }))
        .isInstanceOf(CancelledException.class)
        .hasMessageStartingWith("cancelled: enough");
  }

  @Test
  void failureThatWrapsTheInterrupt_endsAsCancelled_andIsLoggedAtDebugLevel() throws Exception {
    var logger = Logger.getLogger("dev.weft");
    logger.setLevel(Level.FINE);
    try (var log = new CapturedLog()) {
      TaskGroup.supervise(group -> {
        var inside = new CountDownLatch(1);
        Task<Object> task =
            group.start(
                "transfer",
                () -> {
                  try {
                    inside.countDown();
                    return Waits.forever();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException("rollback failed", e);
                  }
                });
        inside.await();
        task.cancel("stop");
        assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
        return null;
      });
      assertThat(log.messages())
          .containsExactly(
              "task \"transfer\" was cancelled and ended with"
                  + " java.lang.IllegalStateException: rollback failed");
    } finally {
      logger.setLevel(null);
    }
  }
}
