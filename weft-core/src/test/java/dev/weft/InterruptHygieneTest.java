package dev.weft;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// The thread's one interrupt flag: Weft takes its own interrupt back and nobody else's.
@OnEveryScheduler
class InterruptHygieneTest {

  @Test
  void foreignInterruptWhileAFailedGroupWaits_isKeptForItsOwner() {
    Thread caller = Thread.currentThread();
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              var ready = new CountDownLatch(1);
              group.start(
                  "slow",
                  () -> {
                    ready.countDown();
                    try {
                      return Waits.forever();
                    } catch (InterruptedException e) {
                      Waits.until("the body waits", () -> waits(caller));
                      caller.interrupt();
                      Waits.until("it has seen the interrupt", () -> !caller.isInterrupted());
                      throw e;
                    }
                  });
              ready.await();
              throw new IllegalStateException("body");
            }))
        .hasMessage("body");
    assertThat(Thread.interrupted()).isTrue();
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }

  @Test
  void foreignInterruptOfAWaitingGroup_cancelsTheChildren_andSurfacesOnce() {
    Thread caller = Thread.currentThread();
    var told = new AtomicReference<Throwable>();
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              group.start(() -> {
                Waits.until("the body waits", () -> waits(caller));
                caller.interrupt();
                try {
                  return Waits.forever();
                } catch (InterruptedException e) {
                  told.set(e);
                  throw e;
                }
              });
              return 1;
            }))
        .isExactlyInstanceOf(InterruptedException.class)
        .hasMessage("interrupted while waiting for the tasks of group \"group\"");
    assertThat(told).doesNotHaveNullValue();
  }

  @Test
  void foreignInterruptOfTheBody_isNotMistakenForACancellation_afterASupervisedChildFailed() {
    assertThatThrownBy(() ->
            TaskGroup.supervise(group -> {
              Task<Object> bad =
                  group.start(() -> {
                    throw new IllegalStateException("boom");
                  });
              bad.join();
              Thread.currentThread().interrupt();
              return Waits.forever();
            }))
        .isExactlyInstanceOf(InterruptedException.class);
  }

  @Test
  void foreignInterruptAfterACancellationWasSwallowed_isNotTakenBack() throws Exception {
    TaskGroup.supervise(group -> {
      Task<Boolean> task =
          group.start(() -> {
            TaskGroup.run(inner -> {
              inner.cancel("inner");
              try {
                Tasks.checkCancelled();
              } catch (CancelledException e) {
                // Swallowed: that is the case.
              }
              Thread.currentThread().interrupt();
              return 1;
            });
            return Thread.interrupted();
          });
      assertThat(task.await()).isTrue();
      return null;
    });
  }

  @Test
  @Case(12)
  void cancelledGroup_whoseBodyReturns_leavesNothingBehind() throws Exception {
    for (int i = 0; i < Scale.of(1_000); i++) {
      TaskGroup.run(group -> {
        group.start(() -> {
          group.cancel("enough");
          return 1;
        });
        return 1;
      });
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  @Case(12)
  void caughtFailureOfAGroup_leavesNothingBehind() throws Exception {
    for (int i = 0; i < Scale.of(1_000); i++) {
      try {
        TaskGroup.run(group -> {
          group.start(() -> {
            throw new IllegalStateException("boom");
          });
          return 1;
        });
        throw new AssertionError("no failure");
      } catch (TaskFailedException e) {
        Thread.sleep(0);
        Tasks.checkCancelled();
      }
    }
  }

  @Test
  void timeoutInTheCleanUp_bringsTheOuterCancellationBack() throws Exception {
    var next = new AtomicReference<Throwable>();
    TaskGroup.supervise(group -> {
      var ready = new CountDownLatch(1);
      Task<Object> task =
          group.start(() -> {
            try {
              ready.countDown();
              return Waits.forever();
            } finally {
              try {
                Shield.run(ofMillis(5), Waits::forever);
              } catch (DeadlineExceededException e) {
                try {
                  Thread.sleep(60_000);
                } catch (InterruptedException back) {
                  next.set(back);
                }
              }
            }
          });
      ready.await();
      task.cancel("stop");
      task.join();
      return null;
    });
    assertThat(next).doesNotHaveNullValue();
  }

  @Test
  void foreignInterrupt_doesNotKeepAnUndeliveredValueFromBeingClosed() {
    var closed = new AtomicBoolean();
    AutoCloseable value =
        () -> {
          Thread.sleep(1);
          closed.set(true);
        };
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              Task<AutoCloseable> made = group.start(() -> value);
              Waits.until("it has ended", made::isDone);
              Thread.currentThread().interrupt();
              throw new IllegalStateException("body");
            }))
        .hasMessage("body");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(closed).isTrue();
  }

  @Test
  void cancelThatRacesWithTheEndOfItsScope_leavesNothingBehind() throws Exception {
    var done = new AtomicInteger();
    for (int i = 0; i < Scale.of(3_000); i++) {
      var known = new AtomicReference<TaskGroup>();
      Thread outsider =
          Thread.ofVirtual()
              .start(() -> {
                TaskGroup group = known.get();
                while (group == null) {
                  Races.linger(100);
                  group = known.get();
                }
                group.cancel("race");
              });
      try {
        TaskGroup.run(group -> {
          known.set(group);
          Races.linger(200);
          return done.incrementAndGet();
        });
      } finally {
        outsider.join();
      }
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
    assertThat(done).hasValue(Scale.of(3_000));
  }

  @Test
  @Case(25)
  void expiryOfManyDeadlinesThatRaceWithTheirEnds_neverInterruptsWhatComesNext() throws Exception {
    for (int i = 0; i < Scale.of(1_000); i++) {
      try {
        Deadline.within(
            ofSeconds(60), () -> Deadline.within(ofMillis(0).plusNanos(20_000), () -> 1));
      } catch (DeadlineExceededException e) {
        throw new AssertionError(e);
      }
      Thread.sleep(0);
    }
  }
}
