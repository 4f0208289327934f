package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class QuorumTest {

  @Test
  void enoughSuccesses_areReturnedInOrderOfTheOperations_andTheRestIsCancelled() throws Exception {
    var cancelled = new AtomicBoolean();
    var begun = new CountDownLatch(1);
    var third = new CountDownLatch(1);
    List<Op<String, RuntimeException>> ops =
        List.of(
            () -> {
              third.await();
              return "first";
            },
            () -> {
              try {
                begun.countDown();
                return Waits.forever();
              } catch (InterruptedException e) {
                cancelled.set(true);
                throw e;
              }
            },
            () -> {
              begun.await();
              third.countDown();
              return "third";
            });
    assertThat(Tasks.quorum(2, ops)).containsExactly("first", "third");
    assertThat(cancelled).isTrue();
  }

  @Test
  void tooManyFailures_endItAtOnce_andAreKept() throws Exception {
    var closed = new Races.Value();
    var returned = new CountDownLatch(1);
    List<Op<AutoCloseable, IOException>> ops =
        List.of(
            () -> {
              returned.countDown();
              return closed;
            },
            () -> {
              returned.await();
              throw new IOException("one");
            },
            () -> {
              returned.await();
              throw new IOException("two");
            },
            Waits::forever);
    assertThatThrownBy(() -> Tasks.quorum(3, ops))
        .isInstanceOf(IOException.class)
        .satisfies(
            e -> assertThat(e.getSuppressed()).singleElement().isInstanceOf(IOException.class));
    assertThat(closed.closed()).isOne();
  }

  @Test
  void valueThatSeveralOperationsReturned_isClosedOnce_whetherInTimeOrLate() throws Exception {
    var early = new Races.Value();
    var late = new Races.Value();
    var returned = new CountDownLatch(2);
    var failed = new CountDownLatch(1);
    Op<Races.Value, IOException> inTime =
        () -> {
          returned.countDown();
          return early;
        };
    Op<Races.Value, IOException> tooLate =
        () -> {
          Waits.until(failed);
          try {
            return Waits.forever();
          } catch (InterruptedException e) {
            return late;
          }
        };
    Op<Races.Value, IOException> fails =
        () -> {
          Waits.until(returned);
          failed.countDown();
          throw new IOException("gone");
        };
    assertThatThrownBy(() -> Tasks.quorum(5, List.of(inTime, inTime, tooLate, tooLate, fails)))
        .hasMessage("gone");
    assertThat(early.closed()).isOne();
    assertThat(late.closed()).isOne();
  }

  @Test
  void quorumOfAll_failsWithTheFirstFailure() {
    assertThatThrownBy(() ->
            Tasks.quorum(
                2,
                Waits::<Integer>forever,
                () -> {
                  throw new IOException("away");
                }))
        .isInstanceOf(IOException.class)
        .hasNoSuppressedExceptions();
  }

  @Test
  void quorumOfNone_isEmpty_andRunsNothing() throws Exception {
    var ran = new AtomicBoolean();
    assertThat(Tasks.quorum(0, List.of(() -> ran.getAndSet(true)))).isEmpty();
    assertThat(Tasks.quorum(0, List.<Op<String, RuntimeException>>of())).isEmpty();
    assertThat(ran).isFalse();
  }

  @Test
  void negativeOrTooMany_isRefused() {
    for (int k : new int[] {-1, 3}) {
      assertThatThrownBy(() -> Tasks.quorum(k, List.of(() -> 1, () -> 2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "quorum needs " + k + " of 2 operations; give from 0 to as many as there are");
    }
  }

  @Test
  void exceptionTypes_areInferred() throws Exception {
    Op<List<Integer>, RuntimeException> unchecked =
        () -> Tasks.quorum(1, List.of(1, 2), item -> item);
    Op<List<String>, IOException> checked = () -> Tasks.quorum(1, List.of("a"), this::read);
    assertThat(unchecked.call()).hasSize(1);
    assertThat(checked.call()).containsExactly("a");
  }

  private String read(String key) throws IOException {
    if (key.isEmpty()) {
      throw new IOException("no key");
    }
    return key;
  }

  @Test
  @Tag("slow")
  void overManyInterleavings_kSucceedOrTooManyFail_andNoValueIsLost() throws Exception {
    int had = 0;
    int missed = 0;
    for (int i = 0; i < Scale.of(5_000); i++) {
      var made = new ConcurrentLinkedQueue<Races.Value>();
      var failures = new AtomicInteger();
      List<Races.Value> values = List.of();
      Op<Races.Value, SQLException> op =
          () -> {
            Races.linger(300);
            if (ThreadLocalRandom.current().nextInt(2) == 0) {
              failures.incrementAndGet();
              throw new SQLException("no luck");
            }
            var value = new Races.Value();
            made.add(value);
            return value;
          };
      try {
        values = Tasks.quorum(3, Collections.nCopies(5, op));
        assertThat(values).hasSize(3).doesNotHaveDuplicates();
        had++;
      } catch (SQLException e) {
        assertThat(e.getSuppressed()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(1 + e.getSuppressed().length).isEqualTo(failures.get());
        missed++;
      }
      for (Races.Value value : made) {
        assertThat(value.closed()).isEqualTo(values.contains(value) ? 0 : 1);
      }
    }
    Scale.assertSeen("quorums", had);
    Scale.assertSeen("failures", missed);
  }
}
