package dev.weft;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// What combinators do inside a call that has a canceller.
@OnEveryScheduler
class CombinatorInACallTest {
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void raceThatIsWon_breaksItsLosersOff_andDoesNotCallTheCanceller() throws Exception {
    assertThat(
            Tasks.<String, RuntimeException>cancelWith(
                asked::incrementAndGet, () -> Tasks.race(Waits::forever, () -> "won")))
        .isEqualTo("won");
    assertThat(asked).hasValue(0);
  }

  @Test
  void gatherThatFails_breaksTheOthersOff_keepsTheTypeOfTheFailure() {
    Op<Object, IOException> forever = Waits::forever;
    Op<Object, IOException> failing =
        () -> {
          throw new IOException("lost");
        };
    assertThatThrownBy(() ->
            Tasks.<List<Object>, IOException>cancelWith(
                asked::incrementAndGet, () -> Tasks.gather(List.of(forever, failing))))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("lost");
    assertThat(asked).hasValue(0);
  }

  @Test
  void hedgeThatIsDecided_doesNotCallTheCanceller() throws Exception {
    assertThat(
            Tasks.<String, RuntimeException>cancelWith(
                asked::incrementAndGet,
                () -> Tasks.hedge(ofMillis(1), List.of(Waits::forever, () -> "second"))))
        .isEqualTo("second");
    assertThat(asked).hasValue(0);
  }

  @Test
  void cancellationOfTheCall_endsTheOperationsOfTheCombinator() throws Exception {
    var inside = new CountDownLatch(2);
    Op<Object, RuntimeException> op =
        () -> {
          inside.countDown();
          return Waits.forever();
        };
    Outcome<List<Object>> outcome =
        TaskGroup.supervise(group -> {
          Task<List<Object>> task =
              group.start(() ->
                  Tasks.cancelWith(asked::incrementAndGet, () -> Tasks.gather(List.of(op, op))));
          inside.await();
          task.cancel("stop");
          return task.join();
        });
    assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
  }

  @Test
  void canceller_isCalled_whileWhoeverCancelledKeepsItsCarrier() throws Exception {
    var inside = new CountDownLatch(1);
    var caller = new AtomicReference<TaskGroup>();
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              try {
                TaskGroup.run(group -> {
                  caller.set(group);
                  return Tasks.cancelWith(
                      asked::incrementAndGet,
                      () -> {
                        inside.countDown();
                        while (asked.get() == 0) {
                          LockSupport.parkNanos(1_000_000);
                        }
                        return 1;
                      });
                });
              } catch (InterruptedException e) {
                // As it should be.
              }
            });
    inside.await();
    caller.get().cancel("stop");
    long end = System.nanoTime() + ofSeconds(10).toNanos();
    while (asked.get() == 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(asked).hasPositiveValue();
    other.join();
  }
}
