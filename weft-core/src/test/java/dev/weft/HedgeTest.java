package dev.weft;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class HedgeTest {

  @Test
  void attemptThatEndsInTime_isTheOnlyOne() throws Exception {
    var attempts = new AtomicInteger();
    assertThat(Tasks.hedge(ofHours(1), attempts::incrementAndGet)).isOne();
    assertThat(attempts).hasValue(1);
  }

  @Test
  void slowAttempt_isJoinedByASecondOne_whichWins() throws Exception {
    var attempts = new AtomicInteger();
    var first = new AtomicBoolean();
    int winner =
        Tasks.hedge(
            ofMillis(5),
            () -> {
              int attempt = attempts.incrementAndGet();
              if (attempt == 1) {
                try {
                  Waits.forever();
                } finally {
                  first.set(true);
                }
              }
              return attempt;
            });
    assertThat(winner).isEqualTo(2);
    assertThat(first).as("the first attempt has ended").isTrue();
  }

  @Test
  void failure_startsTheNextAtOnce_eachOfThem() throws Exception {
    var attempts = new AtomicInteger();
    int winner =
        Tasks.hedge(
            ofHours(1),
            4,
            () -> {
              int attempt = attempts.incrementAndGet();
              if (attempt < 4) {
                throw new IOException("attempt " + attempt);
              }
              return attempt;
            });
    assertThat(winner).isEqualTo(4);
  }

  @Test
  void failureOfAnEarlierAttempt_startsTheNextAtOnce_too() throws Exception {
    var second = new CountDownLatch(1);
    List<Op<String, IOException>> ops =
        List.of(
            () -> {
              second.await();
              throw new IOException("late");
            },
            () -> {
              second.countDown();
              return Waits.forever();
            },
            () -> "third");
    // The delay lets the second begin, and is too long for the third within the bound.
    assertThat(Deadline.within(ofSeconds(60), () -> Tasks.hedge(ofMillis(10), ops)))
        .isEqualTo("third");
  }

  @Test
  void allFail_theFirstIsThrown_withTheOthersBesideIt() {
    var attempts = new AtomicInteger();
    assertThatThrownBy(() ->
            Tasks.hedge(
                ofHours(1),
                () -> {
                  throw new IOException("attempt " + attempts.incrementAndGet());
                }))
        .isInstanceOf(IOException.class)
        .hasMessage("attempt 1")
        .satisfies(e ->
            assertThat(e.getSuppressed())
                .singleElement()
                .hasToString("java.io.IOException: attempt 2"));
  }

  @Test
  void noDelay_isARace() throws Exception {
    var both = new CountDownLatch(2);
    assertThat(
            Tasks.hedge(
                ZERO,
                () -> {
                  both.countDown();
                  both.await();
                  return "met";
                }))
        .isEqualTo("met");
  }

  @Test
  void negativeDelay_isRefused() {
    assertThatThrownBy(() -> Tasks.hedge(ofMillis(-5), () -> 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("delay of -5 ms is negative; use zero to attempt all at once");
  }

  @Test
  void noAttempt_isRefused() {
    assertThatThrownBy(() -> Tasks.hedge(ZERO, List.<Op<String, RuntimeException>>of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hedge needs 1 of 0 operations; give it at least one operation");
    assertThatThrownBy(() -> Tasks.hedge(ZERO, 0, () -> 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hedge of 0 attempts never runs; allow at least 1");
  }

  @Test
  void endlessDelay_isAllowed() throws Exception {
    assertThat(Tasks.hedge(ofSeconds(Long.MAX_VALUE), () -> 1)).isOne();
  }

  @Test
  void cancelledDuringTheDelay_isCancelled_evenIfTheAttemptFails() throws Exception {
    TaskGroup.supervise(group -> {
      var begun = new CountDownLatch(1);
      var attempts = new AtomicInteger();
      Task<Object> task =
          group.start(() ->
              Tasks.hedge(
                  ofHours(1),
                  () -> {
                    attempts.incrementAndGet();
                    try {
                      begun.countDown();
                      return Waits.forever();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException("clean-up");
                    }
                  }));
      begun.await();
      task.cancel("stop");
      assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
      assertThat(attempts).hasValue(1);
      return null;
    });
  }

  @Test
  void cancelledAfterItIsWon_whileALoserCleansUp_theWinnerIsReturned() throws Exception {
    TaskGroup.supervise(group -> {
      var attempts = new AtomicInteger();
      var cleaning = new CountDownLatch(1);
      var go = new CountDownLatch(1);
      var won = new AtomicReference<Integer>();
      Task<String> task =
          group.start(() -> {
            won.set(
                Tasks.hedge(
                    ofMillis(1),
                    () -> {
                      int attempt = attempts.incrementAndGet();
                      if (attempt == 1) {
                        try {
                          Waits.forever();
                        } finally {
                          cleaning.countDown();
                          Waits.until(go);
                        }
                      }
                      return attempt;
                    }));
            Tasks.checkCancelled();
            return "not cancelled";
          });
      cleaning.await();
      task.cancel("late");
      go.countDown();
      assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
      assertThat(won).hasValue(2);
      return null;
    });
  }

  @Test
  void foreignInterruptDuringTheDelay_endsIt() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Tasks.hedge(ofHours(1), Waits::<Integer>forever))
        .isExactlyInstanceOf(InterruptedException.class);
  }

  @Test
  void exceptionTypes_areInferred() throws Exception {
    Op<Integer, RuntimeException> unchecked = () -> Tasks.hedge(ofHours(1), () -> 1);
    Op<String, IOException> checked = () -> Tasks.hedge(ofHours(1), this::read);
    assertThat(unchecked.call()).isOne();
    assertThatThrownBy(checked::call).isInstanceOf(IOException.class);
  }

  private String read() throws IOException {
    throw new IOException("away");
  }

  @Test
  @Tag("slow")
  void overManyInterleavings_noValueIsLost_andCancellationIsTold() throws Exception {
    int second = 0;
    int cut = 0;
    for (int i = 0; i < Scale.of(4_000); i++) {
      var made = new ConcurrentLinkedQueue<Races.Value>();
      var delivered = new AtomicReference<Races.Value>();
      TaskGroup.supervise(group -> {
        Task<Object> task =
            group.start(() -> {
              delivered.set(
                  Tasks.hedge(
                      ofNanos(ThreadLocalRandom.current().nextInt(40_000)),
                      () -> {
                        Races.linger(1_500);
                        Races.block(40_000);
                        var value = new Races.Value();
                        made.add(value);
                        return value;
                      }));
              return 1;
            });
        if (ThreadLocalRandom.current().nextBoolean()) {
          Races.linger(6_000);
          task.cancel("race");
        }
        task.join();
        return null;
      });
      for (Races.Value value : made) {
        assertThat(value.closed()).isEqualTo(value == delivered.get() ? 0 : 1);
      }
      second += made.size() > 1 ? 1 : 0;
      cut += delivered.get() == null ? 1 : 0;
    }
    Scale.assertSeen("hedges with two values", second);
    Scale.assertSeen("cancelled hedges", cut);
  }
}
