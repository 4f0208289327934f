package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@OnEveryScheduler
class OffloadCancellationTest {
  private final Offload pool = Offload.threads("cancelled", 1);
  private final CountDownLatch begun = new CountDownLatch(1);

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void cancelledCaller_interruptsTheOperation_andWaitsForItsEnd() throws Exception {
    var cleaning = new CountDownLatch(1);
    var cleaned = new AtomicBoolean();
    TaskGroup.run(group -> {
      var caller =
          group.start(
              "caller",
              () ->
                  pool.call(() -> {
                    try {
                      return forever();
                    } finally {
                      Waits.until(cleaning);
                      cleaned.set(true);
                    }
                  }));
      begun.await();
      caller.cancel("client left");
      assertThat(caller.isDone()).isFalse();
      cleaning.countDown();
      assertThat(caller.join())
          .isInstanceOfSatisfying(
              Outcome.Cancelled.class,
              end -> assertThat(end.cancellation().reason()).isEqualTo("client left"));
      assertThat(cleaned).isTrue();
      return null;
    });
    assertThatPoolIsClean();
  }

  @Test
  void computation_seesItsCancellation_withReasonAndSource() throws Exception {
    var seen = new AtomicReference<Cancellation>();
    TaskGroup.run(group -> {
      var caller =
          group.start(
              "caller",
              () ->
                  pool.call(() -> {
                    begun.countDown();
                    while (true) {
                      try {
                        Tasks.checkCancelled();
                      } catch (CancelledException e) {
                        seen.set(e.cancellation());
                        throw e;
                      }
                      Thread.onSpinWait();
                    }
                  }));
      begun.await();
      caller.cancel("client left");
      return caller.join();
    });
    assertThat(seen.get().reason()).isEqualTo("client left");
    assertThatPoolIsClean();
  }

  @Test
  void canceller_isCalledInsteadOfAnInterrupt() throws Exception {
    var stop = new CountDownLatch(1);
    var interrupted = new AtomicBoolean();
    TaskGroup.run(group -> {
      var caller =
          group.start(
              "caller",
              () ->
                  pool.call(() ->
                      Tasks.cancelWith(
                          stop::countDown,
                          () -> {
                            begun.countDown();
                            Waits.until(stop);
                            interrupted.set(Thread.currentThread().isInterrupted());
                            throw new IllegalStateException("broken off");
                          })));
      begun.await();
      caller.cancel("client left");
      assertThat(caller.join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
    assertThat(interrupted).isFalse();
    assertThatPoolIsClean();
  }

  @Test
  void deadlineAroundTheCall_breaksTheOperationOff() throws Exception {
    assertThatThrownBy(
            () -> Deadline.within(Duration.ofMillis(20), () -> pool.call(Waits::<String>forever)))
        .isInstanceOf(DeadlineExceededException.class);
    assertThatPoolIsClean();
  }

  @Test
  void deadlineInsideTheOperation_isTheOneThatIsThrown() throws Exception {
    String answer =
        Deadline.within(
            Duration.ofMinutes(5),
            () ->
                pool.call(() -> {
                  try {
                    return Deadline.within(Duration.ofMillis(10), Waits::<String>forever);
                  } catch (DeadlineExceededException e) {
                    return "inner";
                  }
                }));
    assertThat(answer).isEqualTo("inner");
    assertThatPoolIsClean();
  }

  @Test
  void failureAfterExpiry_whichKnowsNothingOfIt_isATimeOut_asOnTheCallersThread() throws Exception {
    Op<Object, IOException> unaware =
        () -> {
          while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
          }
          throw new IOException("broken");
        };
    assertThatThrownBy(() -> Deadline.within(Duration.ofMillis(5), unaware))
        .isInstanceOf(DeadlineExceededException.class)
        .hasRootCauseMessage("broken");
    assertThatThrownBy(() -> expiring(unaware))
        .isInstanceOf(DeadlineExceededException.class)
        .hasRootCauseMessage("broken");
    assertThatPoolIsClean();
  }

  @Test
  void failureOfACleanUp_isThatFailure_asOnTheCallersThread() throws Exception {
    Op<Object, IOException> cleaning =
        () -> {
          try {
            return Waits.forever();
          } catch (InterruptedException e) {
            throw new IOException("clean-up");
          }
        };
    assertThatThrownBy(() -> Deadline.within(Duration.ofMillis(5), cleaning))
        .hasMessage("clean-up")
        .satisfies(OffloadCancellationTest::tellsOfTheDeadline);
    assertThatThrownBy(() -> expiring(cleaning))
        .hasMessage("clean-up")
        .satisfies(OffloadCancellationTest::tellsOfTheDeadline);
    assertThatPoolIsClean();
  }

  @Test
  void valueThatIsReturnedNevertheless_isNotLost() throws Exception {
    String value =
        expiring(() -> {
          try {
            return forever();
          } catch (InterruptedException e) {
            return "late";
          }
        });
    assertThat(value).isEqualTo("late");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThatPoolIsClean();
  }

  @Test
  void queuedOne_neverRuns_andItsCallerReturnsAtOnce() throws Exception {
    var goOn = new CountDownLatch(1);
    var ran = new AtomicInteger();
    TaskGroup.run(group -> {
      var blocker =
          pool.start(
              group,
              "blocker",
              () -> {
                begun.countDown();
                goOn.await();
                return null;
              });
      begun.await();
      var caller = group.start("caller", () -> pool.call(ran::incrementAndGet));
      Waits.until("one is queued", () -> pool.load().queued() == 1);
      caller.cancel("not needed");
      assertThat(caller.join()).isInstanceOf(Outcome.Cancelled.class);
      assertThat(blocker.isDone()).isFalse();
      assertThat(pool.load().queued()).isZero();
      goOn.countDown();
      return null;
    });
    assertThat(ran).hasValue(0);
    assertThatPoolIsClean();
  }

  @Test
  void queuedOne_inSomebodyElsesExecutor_neverRunsEither() throws Exception {
    var goOn = new CountDownLatch(1);
    var ran = new AtomicInteger();
    try (var single = Executors.newSingleThreadExecutor()) {
      single.execute(() -> Waits.until(goOn));
      var offload = Offload.on(single);
      assertThatThrownBy(() ->
              Deadline.within(Duration.ofMillis(20), () -> offload.call(ran::incrementAndGet)))
          .isInstanceOf(DeadlineExceededException.class);
      assertThat(offload.load()).isEqualTo(new Offload.Load(0, 0, 0));
      goOn.countDown();
    }
    assertThat(ran).hasValue(0);
  }

  @Test
  void callerThatIsCancelledAlready_asksForNoThread() throws Exception {
    var ran = new AtomicInteger();
    TaskGroup.run(group -> {
      group.cancel("over");
      assertThatThrownBy(() -> pool.call(ran::incrementAndGet))
          .isInstanceOf(CancelledException.class);
      return null;
    });
    assertThat(ran).hasValue(0);
    assertThat(pool.load()).isEqualTo(new Offload.Load(0, 0, 0));
  }

  @Test
  void whatWatchesAQueuedOne_isToldOutsideTheCancellersScope() throws Exception {
    var goOn = new CountDownLatch(1);
    var told = new CountDownLatch(1);
    var toldOn = new AtomicReference<Thread>();
    var toldIn = new AtomicReference<Object>("not told");
    TaskGroup.run(group -> {
      pool.start(
          group,
          "blocker",
          () -> {
            goOn.await();
            return null;
          });
      var queued = pool.start(group, "queued", () -> "never");
      var _ =
          Futures.of(queued)
              .whenComplete((_, _) -> {
                toldOn.set(Thread.currentThread());
                toldIn.set(Optional.ofNullable(Strand.current()));
                told.countDown();
              });
      queued.cancel("not needed");
      told.await();
      goOn.countDown();
      return null;
    });
    assertThat(toldOn.get()).isNotSameAs(Thread.currentThread());
    assertThat(toldIn.get()).isEqualTo(Optional.empty());
  }

  @Test
  void tenThousandQueuedOnes_areCancelledAtOnce() throws Exception {
    var goOn = new CountDownLatch(1);
    var ran = new AtomicInteger();
    TaskGroup.run(outer -> {
      pool.start(
          outer,
          "blocker",
          () -> {
            begun.countDown();
            goOn.await();
            return null;
          });
      begun.await();
      var crowd =
          outer.start(
              "crowd",
              () ->
                  TaskGroup.run(group -> {
                    for (int i = 0; i < Scale.of(10_000); i++) {
                      pool.start(group, "queued", ran::incrementAndGet);
                    }
                    return Waits.forever();
                  }));
      Waits.until("all are queued", () -> pool.load().queued() == Scale.of(10_000));
      crowd.cancel("all of them");
      crowd.join();
      assertThat(pool.load()).isEqualTo(new Offload.Load(0, 1, 0));
      goOn.countDown();
      return null;
    });
    assertThat(ran).hasValue(0);
    assertThatPoolIsClean();
  }

  @Test
  void failingSibling_cancelsWhatIsOffloaded() {
    var cancelled = new AtomicInteger();
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              pool.start(
                  group,
                  "running",
                  () -> {
                    try {
                      return forever();
                    } catch (InterruptedException e) {
                      cancelled.incrementAndGet();
                      throw e;
                    }
                  });
              begun.await();
              pool.start(group, "queued", cancelled::incrementAndGet);
              group.start(
                  "bad",
                  () -> {
                    throw new IllegalStateException("no luck");
                  });
              return Waits.forever();
            }))
        .isInstanceOf(TaskFailedException.class)
        .hasRootCauseMessage("no luck");
    assertThat(cancelled).hasValue(1);
  }

  @Test
  void interruptThatTheOperationLeaves_isGoneFromThePoolsThread() throws Exception {
    pool.call(() -> {
      Thread.currentThread().interrupt();
      return null;
    });
    assertThatPoolIsClean();
  }

  @Test
  void callersOwnInterrupt_cancelsTheOperation_andSurfaces() throws Exception {
    var caught = new AtomicReference<Throwable>();
    var thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                pool.call(this::forever);
              } catch (Throwable t) {
                caught.set(t);
              }
            });
    begun.await();
    thread.interrupt();
    thread.join();
    assertThat(caught.get()).isInstanceOf(InterruptedException.class);
    assertThatPoolIsClean();
  }

  @Test
  void closeableResult_ofACallThatIsInterrupted_isClosed() throws Exception {
    var closed = new CountDownLatch(1);
    var caught = new AtomicReference<Throwable>();
    var thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                pool.<AutoCloseable, RuntimeException>call(() -> {
                  try {
                    begun.countDown();
                    return Waits.forever();
                  } catch (InterruptedException e) {
                    return closed::countDown;
                  }
                });
              } catch (Throwable t) {
                caught.set(t);
              }
            });
    begun.await();
    thread.interrupt();
    thread.join();
    assertThat(caught.get()).isInstanceOf(InterruptedException.class);
    assertThat(closed.getCount()).isZero();
  }

  @Test
  void inlineOperation_isCancelledLikeAnyOther_andTheCallersInterruptsAreItsOwn() throws Exception {
    Offload here = Offload.on(Runnable::run);
    assertThatThrownBy(
            () -> Deadline.within(Duration.ofMillis(20), () -> here.call(Waits::<String>forever)))
        .isInstanceOf(DeadlineExceededException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();

    // An interrupt of somebody else's waits for the caller.
    Thread.currentThread().interrupt();
    var inside = new AtomicBoolean(true);
    here.call(() -> {
      inside.set(Thread.currentThread().isInterrupted());
      return null;
    });
    assertThat(inside).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void shieldInAnInlineOperation_holds_whenItsCallerIsCancelled() throws Exception {
    Offload here = Offload.on(Runnable::run);
    var cleaned = new AtomicBoolean();
    var cleaning = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    TaskGroup.run(group -> {
      var caller =
          group.start(
              "caller",
              () ->
                  here.call(() ->
                      Shield.run(
                          Duration.ofSeconds(30),
                          () -> {
                            cleaning.countDown();
                            goOn.await();
                            Thread.sleep(1);
                            cleaned.set(true);
                            return null;
                          })));
      cleaning.await();
      caller.cancel("client left");
      goOn.countDown();
      caller.join();
      return null;
    });
    assertThat(cleaned).isTrue();
  }

  private String forever() throws InterruptedException {
    begun.countDown();
    return Waits.forever();
  }

  /// Has it run on the pool under a deadline that expires when it has begun.
  private <T, X extends Exception> T expiring(Op<T, X> op) throws X, InterruptedException {
    return Deadline.within(
        Duration.ofMinutes(5),
        deadline ->
            pool.call(() -> {
              deadline.reschedule(Duration.ofMillis(5));
              return op.call();
            }));
  }

  private static void tellsOfTheDeadline(Throwable thrown) {
    assertThat(thrown.getSuppressed())
        .hasSize(1)
        .hasOnlyElementsOfType(DeadlineExceededException.class);
  }

  private void assertThatPoolIsClean() throws InterruptedException {
    List<Object> found = new ArrayList<>();
    pool.call(() -> {
      found.add(Thread.currentThread().isInterrupted());
      found.add(Deadline.remaining());
      Tasks.checkCancelled();
      return null;
    });
    assertThat(found).containsExactly(false, Optional.empty());
  }
}
