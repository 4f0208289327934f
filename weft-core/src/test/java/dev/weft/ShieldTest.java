package dev.weft;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class ShieldTest {

  @Test
  void stuckCleanUp_isNamed_withItsStack() throws Exception {
    var stack = new AtomicReference<Throwable>();
    try (var log = new CapturedLog(stack::set)) {
      TaskGroup.supervise(group -> {
        // Long enough for it to be in the middle of its wait by then.
        group.start("rollback", () -> Shield.run(ofMillis(200), Waits::forever)).join();
        return null;
      });
      String message =
          "a shielded clean-up of task \"rollback\" has not ended within its bound of 200 ms and is"
              + " cancelled";
      Waits.until("it is logged", () -> log.messages().contains(message));
      assertThat(stack.get().getStackTrace())
          .anySatisfy(frame -> assertThat(frame.getMethodName()).isEqualTo("forever"));
    }
  }

  /// An [IOException] is also how the JDK's sockets say that they were broken off.
  @Test
  void cleanUpThatFailsLikeASocket_isAFailure_notTheCancellation() {
    var failure = new IOException("the backup is gone");
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              var begun = new CountDownLatch(1);
              group.start(
                  "cancelled",
                  () -> {
                    try {
                      begun.countDown();
                      Waits.forever();
                    } finally {
                      Deadline.within(
                          ofSeconds(30), () -> Shield.run(ofSeconds(30), () -> fail(failure)));
                    }
                    return true;
                  });
              group.start(
                  "first",
                  () -> {
                    begun.await();
                    throw new IllegalStateException("first");
                  });
              return null;
            }))
        .isInstanceOf(TaskFailedException.class)
        .satisfies(thrown -> assertThat(allOf(thrown)).contains(failure));
  }

  private static boolean fail(IOException failure) throws IOException {
    throw failure;
  }

  private static List<Throwable> allOf(Throwable thrown) {
    List<Throwable> all = new ArrayList<>(List.of(thrown));
    for (int i = 0; i < all.size(); i++) {
      all.addAll(List.of(all.get(i).getSuppressed()));
      if (all.get(i).getCause() != null) {
        all.add(all.get(i).getCause());
      }
    }
    return all;
  }

  @Test
  void logThatBlocks_holdsUpNoOtherDeadline() throws Exception {
    var logging = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    try (var _ =
        new CapturedLog(_ -> {
          logging.countDown();
          Waits.until(release);
        })) {
      assertThatThrownBy(() -> Shield.run(ofMillis(5), Waits::forever))
          .isInstanceOf(DeadlineExceededException.class);
      logging.await();
      assertThatThrownBy(() -> Deadline.within(ofMillis(5), Waits::forever))
          .isInstanceOf(DeadlineExceededException.class);
    } finally {
      release.countDown();
    }
  }

  @Test
  @Case(34)
  void childrenOutsideTheShield_areCancelled_whileTheirHostIsShielded() throws Exception {
    var childCancelled = new CountDownLatch(1);
    var finished = new AtomicBoolean();
    TaskGroup.supervise(outer -> {
      var shielded = new CountDownLatch(1);
      Task<Object> host =
          outer.start(() ->
              TaskGroup.run(group -> {
                var waiting = new CountDownLatch(1);
                group.start(() -> {
                  try {
                    waiting.countDown();
                    return Waits.forever();
                  } finally {
                    childCancelled.countDown();
                  }
                });
                waiting.await();
                return Shield.run(
                    ofSeconds(10),
                    () -> {
                      shielded.countDown();
                      childCancelled.await();
                      Tasks.gather(() -> 1, () -> 2);
                      finished.set(true);
                      return 1;
                    });
              }));
      shielded.await();
      host.cancel("stop");
      assertThat(host.join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
    assertThat(finished).isTrue();
  }

  @Test
  void outerDeadline_doesNotCountInside_andFiresAfterwards() {
    var remaining = new AtomicBoolean();
    assertThatThrownBy(() ->
            Deadline.within(
                ofMillis(5),
                outer -> {
                  Shield.run(
                      ofSeconds(10),
                      () -> {
                        Waits.until("the outer one has expired", outer::expired);
                        remaining.set(
                            Deadline.remaining().orElseThrow().compareTo(ofSeconds(1)) > 0);
                        return null;
                      });
                  return Waits.forever();
                }))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("deadline of 5 ms exceeded");
    assertThat(remaining).isTrue();
  }

  @Test
  void shieldInsideAShield_keepsBothBounds() {
    assertThatThrownBy(
            () -> Shield.run(ofSeconds(10), () -> Shield.run(ofMillis(5), Waits::forever)))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("deadline of 5 ms exceeded");
  }

  @Test
  @Case(33)
  void cancelThatRacesWithTheEndOfTheShield_isNeverLost() throws Exception {
    for (int i = 0; i < Scale.of(2_000); i++) {
      TaskGroup.supervise(group -> {
        Task<Object> task =
            group.start(() -> {
              Shield.run(ofSeconds(10), () -> 1);
              return Waits.forever();
            });
        task.cancel("race");
        assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
        return null;
      });
    }
  }
}
