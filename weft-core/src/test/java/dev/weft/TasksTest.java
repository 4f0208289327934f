package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class TasksTest {
  private record Profile(String user, int posts, List<String> comments) {}

  @Test
  void gather_returnsTypedResults() throws Exception {
    Profile profile = Tasks.gather(() -> "ann", () -> 3, () -> List.of("hi")).map(Profile::new);
    assertThat(profile).isEqualTo(new Profile("ann", 3, List.of("hi")));
  }

  @Test
  void gather_runsItsOperationsAtTheSameTime() throws Exception {
    var both = new CountDownLatch(2);
    Op<Boolean, RuntimeException> meet =
        () -> {
          both.countDown();
          both.await();
          return true;
        };
    assertThat(Tasks.gather(List.of(meet, meet))).containsExactly(true, true);
  }

  @Test
  void gather_throwsTheOperationsOwnCheckedException() throws InterruptedException {
    var cancelled = new AtomicBoolean();
    try {
      Tasks.gather(
          () -> {
            try {
              Thread.sleep(60_000);
            } catch (InterruptedException e) {
              cancelled.set(true);
              throw e;
            }
            return 1;
          },
          () -> failing("away"));
      throw new AssertionError("no failure");
    } catch (SQLException e) {
      assertThat(e.getMessage()).isEqualTo("away");
    }
    assertThat(cancelled).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private static int failing(String message) throws SQLException {
    throw new SQLException(message);
  }

  @Test
  void gather_ofDifferentExceptions_declaresWhatTheyHaveInCommon() {
    assertThatThrownBy(() ->
            Tasks.gather(
                () -> failing("a"),
                () -> {
                  throw new IOException("b");
                }))
        .isInstanceOfAny(SQLException.class, IOException.class);
  }

  @Test
  void gather_suppressesTheOtherFailuresOnTheFirst_neverOnItself() {
    var shared = new IllegalStateException("same");
    Op<Integer, RuntimeException> op =
        () -> {
          throw shared;
        };
    assertThatThrownBy(() -> Tasks.gather(List.of(op, op, op)))
        .isSameAs(shared)
        .hasNoSuppressedExceptions();
  }

  @Test
  void gather_overItems_keepsTheirOrder() throws Exception {
    assertThat(Tasks.gather(List.of(3, 1, 2), i -> i * 10)).containsExactly(30, 10, 20);
    assertThatThrownBy(() -> Tasks.gather(List.of("away"), TasksTest::failing))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void gather_ofNothing_isEmpty() throws Exception {
    assertThat(Tasks.gather(List.<Op<String, RuntimeException>>of())).isEmpty();
  }

  @Test
  void settle_returnsEveryOutcomeInOrder() throws Exception {
    List<String> seen = new ArrayList<>();
    List<Outcome<Integer>> outcomes =
        Tasks.settle(
            List.of(1, 2, 3),
            i -> {
              if (i == 2) {
                failing("two");
              }
              return i * 10;
            });
    for (Outcome<Integer> outcome : outcomes) {
      seen.add(
          switch (outcome) {
            case Outcome.Success<Integer>(var value) -> "value " + value;
            case Outcome.Failure<Integer>(var cause) -> "failure " + cause.getMessage();
            case Outcome.Cancelled<Integer>(var why) -> "cancelled " + why;
          });
    }
    assertThat(seen).containsExactly("value 10", "failure two", "value 30");
  }

  @Test
  void operationThatEndsItsOwnGroup_isACancelledOutcome_notASuccess() throws Exception {
    List<Outcome<Object>> outcomes =
        Tasks.settle(() ->
            TaskGroup.run(group -> {
              group.cancel("enough");
              Thread.sleep(60_000);
              return "never";
            }));
    assertThat(outcomes)
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Cancelled.class,
            cancelled -> assertThat(cancelled.cancellation().reason()).isEqualTo("enough"));
  }
}
