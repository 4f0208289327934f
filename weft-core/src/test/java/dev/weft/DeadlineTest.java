package dev.weft;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class DeadlineTest {

  @Test
  void operationInTime_returnsItsValue() throws Exception {
    assertThat(Deadline.within(ofSeconds(5), () -> "in time")).isEqualTo("in time");
  }

  @Test
  void expiry_cancelsTheOperation_andIsThrownByThisDeadline() {
    assertThatThrownBy(() -> Deadline.within(ofMillis(20), Waits::forever))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("deadline of 20 ms exceeded")
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void expiry_reachesTheTasksBelow() {
    assertThatThrownBy(() ->
            Deadline.within(
                ofMillis(20), () -> Tasks.gather(Waits::<Integer>forever, Waits::<Integer>forever)))
        .isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  @Case(24)
  void zeroOrNegativeBudget_neverRunsTheOperation() {
    var ran = new AtomicBoolean();
    for (Duration budget : List.of(Duration.ZERO, ofMillis(-1), ofSeconds(Long.MIN_VALUE))) {
      assertThatThrownBy(() ->
              Deadline.within(
                  budget,
                  () -> {
                    ran.set(true);
                    return 1;
                  }))
          .isInstanceOf(DeadlineExceededException.class);
    }
    assertThat(ran).isFalse();
  }

  @Test
  void endlessBudget_isAllowed() throws Exception {
    assertThat(Deadline.within(ofSeconds(Long.MAX_VALUE), () -> 1)).isEqualTo(1);
  }

  @Test
  @Case(18)
  void equalDeadlines_theOuterIsThrown() {
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() ->
              Deadline.within(
                  ofMillis(5),
                  () -> {
                    try {
                      return Deadline.within(Deadline.remaining().orElseThrow(), Waits::forever);
                    } catch (DeadlineExceededException inner) {
                      // Only the moment between the two instants can bring us here.
                      return Waits.forever();
                    }
                  }))
          .isInstanceOf(DeadlineExceededException.class)
          .hasMessage("deadline of 5 ms exceeded");
    }
  }

  @Test
  @Case(19)
  void threadBusyPastBoth_theOuterStillFires() {
    assertThatThrownBy(() ->
            Deadline.within(
                ofMillis(20),
                () ->
                    Deadline.within(
                        ofMillis(10),
                        () -> {
                          long end = System.nanoTime() + ofMillis(40).toNanos();
                          while (System.nanoTime() < end) {
                            Thread.onSpinWait();
                          }
                          return Waits.forever();
                        })))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("deadline of 20 ms exceeded");
  }

  @Test
  @Case(20)
  void innerDeadline_worksInTheCleanUpOfAnExpiredOne() {
    var inner = new AtomicBoolean();
    assertThatThrownBy(() ->
            Deadline.within(
                ofMillis(10),
                () -> {
                  try {
                    return Waits.forever();
                  } finally {
                    try {
                      Deadline.within(ofMillis(15), Waits::forever);
                    } catch (DeadlineExceededException e) {
                      inner.set(e.getMessage().contains("15 ms"));
                    }
                  }
                }))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("deadline of 10 ms exceeded");
    assertThat(inner).isTrue();
  }

  @Test
  @Case(21)
  void cancellationFromOutside_isNotATimeout() {
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              group.start(() -> {
                group.cancel("outside");
                return 1;
              });
              return Deadline.within(ofSeconds(60), Waits::forever);
            }))
        .isInstanceOfSatisfying(
            CancelledException.class,
            e -> assertThat(e.cancellation().reason()).isEqualTo("outside"));
  }

  @Test
  @Case(22)
  void failureInTheCleanUp_isThrown_withTheTimeoutBesideIt() {
    var cleanUp = new IllegalStateException("clean-up");
    assertThatThrownBy(() ->
            Deadline.within(
                ofMillis(10),
                () -> {
                  try {
                    return Waits.forever();
                  } catch (InterruptedException e) {
                    throw cleanUp;
                  }
                }))
        .isSameAs(cleanUp)
        .satisfies(e ->
            assertThat(e.getSuppressed())
                .singleElement()
                .isInstanceOf(DeadlineExceededException.class));
  }

  @Test
  void failureOfABusyOperationAfterExpiry_isTheTimeout_withThatFailureAsCause() {
    var late = new IOException("late");
    assertThatThrownBy(() ->
            Deadline.within(
                ofMillis(10),
                () -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                  }
                  throw late;
                }))
        .isInstanceOf(DeadlineExceededException.class)
        .hasCause(late);
  }

  @Test
  void swallowedInterrupt_andAValue_isAValue() throws Exception {
    assertThat(
            Deadline.<String, RuntimeException>within(
                ofMillis(10),
                () -> {
                  try {
                    return Waits.forever();
                  } catch (InterruptedException e) {
                    return "partial";
                  }
                }))
        .isEqualTo("partial");
  }

  @Test
  @Case(26)
  void swallowedInterrupt_andAValue_theDeadlineSaysThatItExpired() throws Exception {
    String found =
        Deadline.<String, RuntimeException>within(
            ofHours(1),
            deadline -> {
              String before = deadline.expired() + " ";
              deadline.reschedule(ofMillis(1));
              try {
                return Waits.forever();
              } catch (InterruptedException e) {
                return before + deadline.expired();
              }
            });
    assertThat(found).isEqualTo("false true");
  }

  @Test
  void swallowedCancellationFromOutside_isNoExpiry() throws Exception {
    var expired = new AtomicReference<Boolean>();
    TaskGroup.supervise(group -> {
      var inside = new CountDownLatch(1);
      Task<Object> task =
          group.start(() ->
              Deadline.within(
                  ofSeconds(60),
                  deadline -> {
                    try {
                      inside.countDown();
                      return Waits.forever();
                    } catch (InterruptedException e) {
                      expired.set(deadline.expired());
                      throw e;
                    }
                  }));
      inside.await();
      task.cancel("stop");
      assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
    assertThat(expired).hasValue(false);
  }

  @Test
  @Case(25)
  void timerThatFiresAsTheOperationReturns_leavesNoInterruptBehind() throws Exception {
    int values = 0;
    int timeouts = 0;
    for (int i = 0; i < Scale.of(3_000); i++) {
      try {
        values +=
            Deadline.within(
                Duration.ofNanos(50_000),
                () -> {
                  long end = System.nanoTime() + 50_000;
                  while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                  }
                  return 1;
                });
      } catch (DeadlineExceededException e) {
        timeouts++;
      }
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
    assertThat(values).isEqualTo(Scale.of(3_000));
    assertThat(timeouts).isZero();
  }

  @Test
  @Case(27)
  void timeoutOfALibrary_isNotOurs() {
    assertThatThrownBy(() ->
            Deadline.within(
                ofSeconds(60),
                () -> {
                  throw new TimeoutException("theirs");
                }))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("theirs");
  }

  @Test
  @Case(28)
  void remaining_isTheTightestBudgetInForce() throws Exception {
    assertThat(Deadline.remaining()).isEmpty();
    Deadline.within(
        ofSeconds(1),
        () ->
            Deadline.within(
                ofSeconds(60),
                () -> {
                  assertThat(Deadline.remaining().orElseThrow()).isLessThanOrEqualTo(ofSeconds(1));
                  Duration inChild =
                      TaskGroup.run(
                          group -> group.start(() -> Deadline.remaining().orElseThrow()).await());
                  assertThat(inChild).isLessThanOrEqualTo(ofSeconds(1)).isPositive();
                  return null;
                }));
  }

  @Test
  void foreignInterrupt_isNotTurnedIntoATimeout_norTakenBack() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Deadline.within(ofSeconds(60), Waits::forever))
        .isExactlyInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    try {
      Deadline.within(ofSeconds(60), () -> 1);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  @Case(29)
  void socketOrStatementClosedByTheExpiry_isATimeout_withThatErrorAsCause() {
    var closed = new AtomicReference<Throwable>();
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              // A virtual thread's socket is closed by the interrupt, a platform thread's is not.
              Task<Object> reader =
                  group.start(() ->
                      Deadline.within(
                          ofMillis(20),
                          () -> {
                            try (var server =
                                    new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                                var client =
                                    new Socket(server.getInetAddress(), server.getLocalPort())) {
                              return client.getInputStream().read();
                            } catch (IOException e) {
                              closed.set(e);
                              throw e;
                            }
                          }));
              return reader.await();
            }))
        .isInstanceOf(TaskFailedException.class)
        .cause()
        .isInstanceOf(DeadlineExceededException.class)
        .satisfies(e -> assertThat(e.getCause()).isSameAs(closed.get()));
    assertThat(closed).doesNotHaveNullValue();
  }

  @Test
  void failureOfTheCleanUp_inAChild_isNotTakenForTheTimeout() {
    assertThatThrownBy(() ->
            Deadline.within(
                ofHours(1),
                deadline ->
                    Tasks.gather(
                        () -> {
                          try {
                            deadline.reschedule(ofMillis(1));
                            return Waits.<Integer>forever();
                          } catch (InterruptedException e) {
                            throw new IllegalStateException("clean-up");
                          }
                        },
                        Waits::<Integer>forever)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("clean-up")
        .satisfies(e ->
            assertThat(e.getSuppressed())
                .singleElement()
                .isInstanceOf(DeadlineExceededException.class));
  }

  @Test
  void budgetThatHasRunOut_isSeenAsZero_byWhoeverSwallowedTheInterrupt() throws Exception {
    Duration left =
        Deadline.<Duration, RuntimeException>within(
            ofMillis(10),
            () -> {
              try {
                return Waits.forever();
              } catch (InterruptedException e) {
                return Deadline.remaining().orElseThrow();
              }
            });
    assertThat(left).isZero();
  }

  @Test
  @Tag("slow")
  @Case(17)
  void thousandsOfDeadlinesOnOneThread_areCancelledInLinearTime() throws Exception {
    long half = nanosToUnwind(2_500);
    long whole = nanosToUnwind(5_000);
    assertThat(whole).isLessThan(Math.max(10 * half, ofSeconds(1).toNanos()));
  }

  private static long nanosToUnwind(int depth) throws InterruptedException {
    var took = new AtomicLong();
    var ended = new AtomicReference<Throwable>();
    // The frames of so many nested calls need a large stack of their own.
    Thread deep =
        new Thread(
            null,
            () -> {
              var begun = new AtomicLong();
              try {
                TaskGroup.run(
                    "outermost",
                    group ->
                        nest(
                            depth,
                            () -> {
                              begun.set(System.nanoTime());
                              group.cancel("deep enough");
                              return Waits.forever();
                            }));
              } catch (Throwable t) {
                took.set(System.nanoTime() - begun.get());
                ended.set(t);
              }
            },
            "deep",
            256L << 20);
    deep.start();
    deep.join();
    assertThat(ended.get())
        .isInstanceOf(CancelledException.class)
        .hasMessageStartingWith("cancelled: deep enough");
    return took.get();
  }

  private static Object nest(int levels, Op<Object, RuntimeException> innermost)
      throws InterruptedException {
    return levels == 0
        ? innermost.call()
        : Deadline.within(ofSeconds(60), () -> nest(levels - 1, innermost));
  }

  @Test
  @Tag("slow")
  @Case(18)
  void thousandsOfDeadlinesThatExpireTogether_areThrownByTheOutermost() throws Exception {
    var ended = new AtomicReference<Throwable>();
    var outermost = new AtomicReference<String>();
    Thread deep =
        new Thread(
            null,
            () -> {
              try {
                Deadline.within(ofMillis(1_500), () -> expireTogether(3_000));
              } catch (Throwable t) {
                ended.set(t);
                outermost.set(t.getMessage());
              }
            },
            "deep",
            256L << 20);
    deep.start();
    deep.join();
    assertThat(ended.get()).isInstanceOf(DeadlineExceededException.class);
    assertThat(outermost).hasValue("deadline of 1500 ms exceeded");
  }

  private static Object expireTogether(int levels) throws InterruptedException {
    return levels == 0
        ? Waits.forever()
        : Deadline.within(Deadline.remaining().orElseThrow(), () -> expireTogether(levels - 1));
  }

  @Test
  void zeroBudgetInACancelledTask_isNoTimeout() throws Exception {
    Outcome<Object> outcome =
        TaskGroup.supervise(group -> {
          var inside = new CountDownLatch(1);
          Task<Object> task =
              group.start(() -> {
                try {
                  inside.countDown();
                  return Waits.forever();
                } finally {
                  Deadline.within(Duration.ZERO, () -> 1);
                }
              });
          inside.await();
          task.cancel("stop");
          return task.join();
        });
    assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
  }
}
