package dev.weft;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTest {

  @AfterEach
  void noInterruptIsLeftOver() {
    assertThat(Thread.interrupted()).isFalse();
    assertThat(Strand.current()).isNull();
  }

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
  void zeroOrNegativeBudget_neverRunsTheOperation() {
    var ran = new AtomicBoolean();
    for (Duration budget : new Duration[] {Duration.ZERO, ofMillis(-1)}) {
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
  void timerThatFiresAsTheOperationReturns_leavesNoInterruptBehind() throws Exception {
    int values = 0;
    int timeouts = 0;
    for (int i = 0; i < 3_000; i++) {
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
    assertThat(values).isEqualTo(3_000);
    assertThat(timeouts).isZero();
  }

  @Test
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
}
