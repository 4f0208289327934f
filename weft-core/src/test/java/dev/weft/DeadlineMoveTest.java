package dev.weft;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Deadlines that are moved, and those with a fallback.
@OnEveryScheduler
class DeadlineMoveTest {

  @Test
  @Tag("slow")
  void movedFurtherAway_itDoesNotExpireWhereItStood() throws Exception {
    boolean expired =
        Deadline.<Boolean, RuntimeException>within(
            ofMillis(400),
            deadline -> {
              deadline.reschedule(ofHours(1));
              Thread.sleep(450);
              assertThat(Deadline.remaining().orElseThrow()).isBetween(ofMillis(1), ofHours(1));
              return deadline.expired();
            });
    assertThat(expired).isFalse();
  }

  @Test
  void movedNearer_itExpires_andSaysThatItWasMoved() {
    assertThatThrownBy(() ->
            Deadline.within(
                ofHours(1),
                deadline -> {
                  deadline.reschedule(ofMillis(10));
                  assertThat(deadline.budget()).isEqualTo(ofHours(1));
                  return Waits.forever();
                }))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("deadline of 3600 s rescheduled to 10 ms exceeded");
  }

  @Test
  void movedToNow_itExpiresAtOnce() {
    for (Duration now : new Duration[] {ZERO, ofSeconds(-1)}) {
      assertThatThrownBy(() ->
              Deadline.within(
                  ofHours(1),
                  deadline -> {
                    deadline.reschedule(now);
                    assertThat(deadline.expired()).isTrue();
                    Tasks.checkCancelled();
                    return 1;
                  }))
          .isInstanceOf(DeadlineExceededException.class);
    }
  }

  @Test
  void movedByAnotherThread_counts() throws Exception {
    var inside = new AtomicReference<Deadline>();
    TaskGroup.supervise(group -> {
      Task<Object> task =
          group.start(() ->
              Deadline.within(
                  ofHours(1),
                  deadline -> {
                    inside.set(deadline);
                    return Waits.forever();
                  }));
      Waits.until("it runs", () -> inside.get() != null);
      inside.get().reschedule(ofMillis(1));
      assertThat(task.join())
          .isInstanceOfSatisfying(
              Outcome.Failure.class,
              failure -> assertThat(failure.cause()).isInstanceOf(DeadlineExceededException.class));
      return null;
    });
  }

  @Test
  @Case(23)
  void expired_itCannotBeMoved() {
    var refused = new AtomicReference<Throwable>();
    assertThatThrownBy(() ->
            Deadline.within(
                ofMillis(5),
                deadline -> {
                  try {
                    return Waits.forever();
                  } catch (InterruptedException e) {
                    try {
                      deadline.reschedule(ofHours(1));
                    } catch (IllegalStateException late) {
                      refused.set(late);
                    }
                    throw e;
                  }
                }))
        .isInstanceOf(DeadlineExceededException.class);
    assertThat(refused.get())
        .hasMessage(
            "deadline of 5 ms has expired and cannot be moved;"
                + " start another one by Deadline.within()");
  }

  @Test
  void ended_itCannotBeMoved() throws Exception {
    Deadline ended = Deadline.within(ofHours(1), deadline -> deadline);
    assertThatThrownBy(() -> ended.reschedule(ofHours(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the operation of deadline of 3600 s has ended; move a deadline while it runs");
    assertThat(ended.expired()).isFalse();
  }

  @Test
  void tightestStillWins() {
    assertThatThrownBy(() ->
            Deadline.within(
                ofMillis(200),
                () ->
                    Deadline.within(
                        ofMillis(100),
                        inner -> {
                          inner.reschedule(ofHours(1));
                          return Waits.forever();
                        })))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("deadline of 200 ms exceeded");
  }

  @Test
  @Tag("slow")
  void movesThatMeetTheExpiry_areRefused_orCount() throws Exception {
    int moved = 0;
    int refused = 0;
    for (int i = 0; i < Scale.of(3_000); i++) {
      var inside = new AtomicReference<Deadline>();
      var go = new CountDownLatch(1);
      Outcome<Boolean> outcome =
          TaskGroup.supervise(group -> {
            Task<Boolean> task =
                group.start(() ->
                    Deadline.<Boolean, RuntimeException>within(
                        ofNanos(80_000),
                        deadline -> {
                          inside.set(deadline);
                          go.await();
                          return deadline.expired();
                        }));
            Races.linger(6_000);
            boolean counts = false;
            Deadline deadline = inside.get();
            if (deadline != null) {
              try {
                deadline.reschedule(ofHours(1));
                counts = true;
              } catch (IllegalStateException e) {
                counts = false;
              }
            }
            if (counts) {
              go.countDown();
            }
            Outcome<Boolean> end = task.join();
            // Without an expiry nothing but the latch ends it.
            assertThat(end instanceof Outcome.Success<Boolean>).isEqualTo(counts);
            return end;
          });
      if (outcome instanceof Outcome.Success<Boolean>(var expired)) {
        assertThat(expired).isFalse();
        moved++;
      } else {
        refused++;
      }
    }
    Scale.assertSeen("moved", moved);
    Scale.assertSeen("expired", refused);
  }

  @Test
  void fallback_standsInForWhatIsTooLate() throws Exception {
    String prices = Deadline.within(ofMillis(5), Waits::<String>forever, () -> "cached");
    assertThat(prices).isEqualTo("cached");
    assertThat(Deadline.<String, RuntimeException>within(ZERO, () -> "live", () -> "cached"))
        .isEqualTo("cached");
  }

  @Test
  void fallback_isNotNeededInTime_norForAFailure() throws Exception {
    var ran = new AtomicBoolean();
    Op<String, RuntimeException> fallback =
        () -> {
          ran.set(true);
          return "cached";
        };
    assertThat(Deadline.<String, RuntimeException>within(ofHours(1), () -> "live", fallback))
        .isEqualTo("live");
    assertThatThrownBy(() -> Deadline.within(ofHours(1), DeadlineMoveTest::absent, fallback))
        .isInstanceOf(IOException.class);
    assertThat(ran).isFalse();
  }

  private static String absent() throws IOException {
    throw new IOException("absent");
  }

  @Test
  void fallback_isNotForAnotherDeadline() {
    // Of the inner one.
    assertThatThrownBy(() ->
            Deadline.within(
                ofHours(1),
                () -> Deadline.within(ofMillis(5), Waits::<String>forever),
                () -> "cached"))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("deadline of 5 ms exceeded");
    // Of the outer one.
    assertThatThrownBy(() ->
            Deadline.within(
                ofMillis(5),
                () -> Deadline.within(ofHours(1), Waits::<String>forever, () -> "cached")))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("deadline of 5 ms exceeded");
  }

  @Test
  void fallbacksExceptionType_isInferred() throws Exception {
    Op<String, RuntimeException> unchecked =
        () -> Deadline.within(ofHours(1), () -> "live", () -> "cached");
    Op<String, IOException> checked =
        () -> Deadline.within(ofHours(1), () -> "live", DeadlineMoveTest::absent);
    assertThat(unchecked.call()).isEqualTo("live");
    assertThat(checked.call()).isEqualTo("live");
  }
}
