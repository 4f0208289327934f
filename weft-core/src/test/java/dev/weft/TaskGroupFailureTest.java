package dev.weft;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// No failure is silent, and none is taken for something else.
@OnEveryScheduler
class TaskGroupFailureTest {

  @Test
  void timeoutInTheCleanUpOfTheBody_isReportedBesideTheChildsFailure() {
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              group.start(() -> {
                throw new IllegalStateException("boom");
              });
              try {
                return Waits.forever();
              } catch (InterruptedException e) {
                return Shield.run(ofMillis(5), Waits::forever);
              }
            }))
        .isInstanceOf(TaskFailedException.class)
        .hasRootCauseMessage("boom")
        .satisfies(e ->
            assertThat(e.getSuppressed())
                .singleElement()
                .isInstanceOf(DeadlineExceededException.class));
  }

  @Test
  void timeoutInTheCleanUpOfAChild_isAFailureOfThatChild() throws Exception {
    Outcome<Object> outcome =
        TaskGroup.supervise(group -> {
          var ready = new CountDownLatch(1);
          Task<Object> task =
              group.start(() -> {
                try {
                  ready.countDown();
                  return Waits.forever();
                } catch (InterruptedException e) {
                  return Shield.run(ofMillis(5), Waits::forever);
                }
              });
          ready.await();
          task.cancel("stop");
          return task.join();
        });
    assertThat(outcome).isInstanceOf(Outcome.Failure.class);
  }

  @Test
  @Case(31)
  void cancelledCaller_isToldSo_alsoByWhatItStartsNext() throws Exception {
    var told = new AtomicReference<Throwable>();
    TaskGroup.supervise(group -> {
      var ready = new CountDownLatch(1);
      Task<Object> task =
          group.start(() -> {
            try {
              ready.countDown();
              return Waits.forever();
            } catch (InterruptedException e) {
              try {
                return Tasks.gather(() -> 1, () -> 2);
              } catch (InterruptedException again) {
                told.set(again);
                throw again;
              }
            }
          });
      ready.await();
      task.cancel("stop");
      task.join();
      return null;
    });
    assertThat(told.get())
        .isInstanceOf(CancelledException.class)
        .hasMessageStartingWith("cancelled: stop");
  }

  @Test
  void bodyThatIsBrokenOff_byAnyExceptionOfACancelledWait_isCancelled() {
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              group.cancel("stop");
              throw new ClosedByInterruptException();
            }))
        .isInstanceOf(CancelledException.class)
        .hasCauseInstanceOf(ClosedByInterruptException.class);
  }

  @Test
  void failureNobodyLookedAt_isLogged_alsoWhenTheBodyThrows() throws Exception {
    try (var log = new CapturedLog()) {
      assertThatThrownBy(() ->
              TaskGroup.supervise(
                  "s",
                  group -> {
                    Task<Object> bad =
                        group.start(
                            "bad",
                            () -> {
                              throw new IllegalStateException("unseen");
                            });
                    Task<Object> seen =
                        group.start(
                            "seen",
                            () -> {
                              throw new IllegalStateException("seen");
                            });
                    seen.join();
                    Waits.until("it has failed", bad::isDone);
                    throw new IllegalArgumentException("body");
                  }))
          .hasMessage("body");
      assertThat(log.messages())
          .anyMatch(message ->
              message.startsWith(
                  "task \"bad\" of group \"s\" failed and nobody looked at it; it was started at"
                      + " dev.weft.TaskGroupFailureTest."))
          .noneMatch(message -> message.contains("\"seen\""));
    }
  }

  @Test
  void settleThatIsCancelled_doesNotLoseTheFailuresBefore() throws Exception {
    try (var log = new CapturedLog()) {
      var failing = new CountDownLatch(1);
      TaskGroup.supervise(group -> {
        Task<Object> settling =
            group.start(() ->
                Tasks.settle(
                    () -> {
                      failing.countDown();
                      throw new IllegalStateException("early");
                    },
                    Waits::forever));
        failing.await();
        settling.cancel("stop");
        settling.join();
        return null;
      });
      assertThat(log.messages())
          .anyMatch(message ->
              message.startsWith(
                  "task \"settle-1\" of group \"settle\" failed and nobody looked at it"));
    }
  }

  @Test
  void failureOfAChild_comesBeforeAnInterruptionOfTheBody() {
    var boom = new IllegalStateException("boom");
    var ready = new CountDownLatch(1);
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              group.start(() -> {
                try {
                  ready.countDown();
                  return Waits.forever();
                } catch (InterruptedException e) {
                  throw boom;
                }
              });
              ready.await();
              Thread.currentThread().interrupt();
              return Waits.forever();
            }))
        .isInstanceOf(TaskFailedException.class)
        .hasCause(boom)
        .satisfies(e ->
            assertThat(e.getSuppressed())
                .singleElement()
                .isExactlyInstanceOf(InterruptedException.class));
    assertThat(Thread.interrupted()).as("the interrupt comes back to its owner").isTrue();
  }

  @Test
  void resourceThatFailsToCloseInACancelledBody_isReportedBesideTheChildsFailure() {
    var close = new IllegalStateException("close");
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              AutoCloseable bad =
                  () -> {
                    throw close;
                  };
              try (bad) {
                group.start(() -> {
                  throw new IllegalStateException("boom");
                });
                return Waits.forever();
              }
            }))
        .isInstanceOf(TaskFailedException.class)
        .satisfies(e -> assertThat(e.getSuppressed()[0].getSuppressed()).containsExactly(close));
  }

  @Test
  void resourceThatFailsToCloseInACancelledTask_isLogged() throws Exception {
    try (var log = new CapturedLog()) {
      TaskGroup.supervise(group -> {
        var ready = new CountDownLatch(1);
        Task<Object> task =
            group.start(
                "holder",
                () -> {
                  AutoCloseable bad =
                      () -> {
                        throw new IllegalStateException("close");
                      };
                  try (bad) {
                    ready.countDown();
                    return Waits.forever();
                  }
                });
        ready.await();
        task.cancel("stop");
        assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
        return null;
      });
      assertThat(log.messages())
          .contains("task \"holder\" was cancelled; what failed beside it is suppressed");
    }
  }

  @Test
  void sameFailureOfSeveralChildren_isSuppressedOnce() {
    var shared = new IllegalStateException("shared");
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              var ready = new CountDownLatch(2);
              for (int i = 0; i < 2; i++) {
                group.start(() -> {
                  try {
                    ready.countDown();
                    return Waits.forever();
                  } catch (InterruptedException e) {
                    throw shared;
                  }
                });
              }
              ready.await();
              throw new IllegalArgumentException("body");
            }))
        .hasMessage("body")
        .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(shared));
  }

  @Test
  void bodyThatThrowsTheFailureOfItsChild_hasItOnce() {
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              Task<Object> child =
                  group.start(() -> {
                    throw new IllegalStateException("boom");
                  });
              if (child.join() instanceof Outcome.Failure<Object>(IllegalStateException cause)) {
                throw cause;
              }
              return null;
            }))
        .isInstanceOf(TaskFailedException.class)
        .hasRootCauseMessage("boom")
        .hasNoSuppressedExceptions();
  }

  @Test
  void exceptionWhoseMessageFails_isAFailureLikeAnyOther() {
    class Hostile extends RuntimeException {
      private static final long serialVersionUID = 1L;

      @Override
      public String getMessage() {
        throw new IllegalStateException("no message");
      }
    }
    var hostile = new Hostile();
    for (boolean inBody : List.of(true, false)) {
      try {
        TaskGroup.run(group -> {
          if (inBody) {
            throw hostile;
          }
          group.start(() -> {
            throw hostile;
          });
          return null;
        });
      } catch (Hostile e) {
        assertThat(inBody).isTrue();
      } catch (TaskFailedException e) {
        assertThat(e.getCause() == hostile).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      assertThat(Strand.current()).isNull();
    }
  }

  @Test
  void valueWhoseCloseFailsWithAnError_doesNotKeepTheOthersOpen() {
    var closed = new AtomicInteger();
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              for (int i = 0; i < 3; i++) {
                boolean bad = i == 0;
                Task<AutoCloseable> made =
                    group.start(() ->
                        () -> {
                          closed.incrementAndGet();
                          if (bad) {
                            throw new AssertionError("close");
                          }
                        });
                Waits.until("it has ended", made::isDone);
              }
              throw new IllegalStateException("body");
            }))
        .hasMessage("body");
    assertThat(closed).hasValue(3);
  }

  @Test
  void valueThatSeveralChildrenReturned_isClosedOnce() {
    var shared = new Races.Value();
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              Task<Races.Value> one = group.start(() -> shared);
              Task<Races.Value> other = group.start(() -> shared);
              Waits.until("they have ended", () -> one.isDone() && other.isDone());
              throw new IllegalStateException("body");
            }))
        .hasMessage("body");
    assertThat(shared.closed()).isOne();
  }

  @Test
  void valueOfTheBody_thatAChildReturnedToo_isClosedOnce() {
    var shared = new Races.Value();
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              group.start(() -> shared);
              group.start(() -> {
                throw new IllegalStateException("child");
              });
              try {
                return Waits.<Races.Value>forever();
              } catch (InterruptedException e) {
                return shared;
              }
            }))
        .hasRootCauseMessage("child");
    assertThat(shared.closed()).isOne();
  }

  @Test
  void background_thatFails_failsTheGroup_alsoWhileItIsBeingEnded() {
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              var ready = new CountDownLatch(1);
              group.startBackground(
                  "heartbeat",
                  () -> {
                    try {
                      ready.countDown();
                      return Waits.forever();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException("flat line");
                    }
                  });
              ready.await();
              return 1;
            }))
        .isInstanceOf(TaskFailedException.class)
        .hasRootCauseMessage("flat line");
  }

  @Test
  void supervisedGroup_keepsNoFailureThatWasLookedAt() throws Exception {
    var gone = new AtomicBoolean();
    TaskGroup.supervise(group -> {
      var reference = new java.lang.ref.WeakReference<>(failedAndLookedAt(group));
      Waits.until(
          "it is collected",
          () -> {
            System.gc();
            return reference.get() == null;
          });
      gone.set(true);
      return null;
    });
    assertThat(gone).isTrue();
  }

  private static Throwable failedAndLookedAt(TaskGroup group) throws InterruptedException {
    Task<Object> task =
        group.start(() -> {
          throw new IllegalStateException("boom");
        });
    return ((Outcome.Failure<Object>) task.join()).cause();
  }

  @Test
  void operationBelowAnExpiredDeadline_failsInAChild_asATimeout() {
    assertThatThrownBy(() ->
            Deadline.within(
                ofMillis(10),
                () ->
                    TaskGroup.run(group -> {
                      group.start(Waits::forever);
                      return Deadline.within(ofSeconds(60), Waits::forever);
                    })))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("deadline of 10 ms exceeded");
  }

  @Test
  void failureThatManyWaitFor_isToldOnce() {
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              var fail = new CountDownLatch(1);
              Task<Object> first =
                  group.start(
                      "first",
                      () -> {
                        fail.await();
                        throw new IllegalStateException("disk");
                      });
              for (int i = 0; i < 100; i++) {
                group.start(first::await);
              }
              fail.countDown();
              return first.await();
            }))
        .isInstanceOf(TaskFailedException.class)
        .hasRootCauseMessage("disk")
        .satisfies(thrown -> assertThat(thrown.getSuppressed()).isEmpty())
        .satisfies(thrown -> assertThat(thrown.getCause().getSuppressed()).isEmpty());
  }
}
