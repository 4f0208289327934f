package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@OnEveryScheduler
class StuckTaskTest {
  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch running = new CountDownLatch(1);

  @BeforeEach
  void setGrace() {
    System.setProperty("weft.grace", "0.05");
  }

  @AfterEach
  void resetGrace() {
    System.clearProperty("weft.grace");
  }

  private Object ignoreEverything() {
    running.countDown();
    return Waits.awaitUninterruptibly(end);
  }

  private static Thread later(RecordedEvents events, int reports, CountDownLatch end) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            Waits.until("reported", () -> events.of(TaskEvent.Stuck.class).size() >= reports);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          } finally {
            end.countDown();
          }
        });
  }

  @Test
  @Case(15)
  void aTaskThatIgnoresItsCancellation_isWaitedFor_andReportedOnceWithItsStack() throws Exception {
    var stack = new AtomicReference<Throwable>();
    try (var log = new CapturedLog(stack::set);
        var events = new RecordedEvents()) {
      Thread reported = later(events, 1, end);
      var task = new AtomicReference<Task<?>>();
      assertThatThrownBy(() ->
              TaskGroup.run(
                  "g",
                  group -> {
                    task.set(group.start("stubborn", this::ignoreEverything));
                    running.await();
                    throw new IllegalStateException("body");
                  }))
          .hasMessage("body");
      reported.join();
      assertThat(task.get().isDone()).isTrue();
      assertThat(events.of(TaskEvent.Stuck.class))
          .singleElement()
          .satisfies(event -> {
            assertThat(event.id()).isEqualTo(task.get().id());
            assertThat(event.name()).isEqualTo("stubborn");
            assertThat(event.grace()).isEqualTo(Duration.ofMillis(50));
            assertThat(event.cancellation().reason()).startsWith("the body of group \"g\"");
            assertThat(event.site().frame().getClassName()).startsWith("dev.weft.StuckTaskTest");
            assertThat(event.stack())
                .extracting(StackTraceElement::getMethodName)
                .contains("awaitUninterruptibly");
            assertThat(event.message())
                .startsWith("task \"stubborn\", started at dev.weft.StuckTaskTest.")
                .contains(
                    ", ignores its cancellation for more than 50 ms: the body of group \"g\""
                        + " ended with java.lang.IllegalStateException: body (by group \"g\");"
                        + " it is waited for: let what it does heed interrupts, or break it off"
                        + " with Tasks.cancelWith");
            assertThat(log.messages()).containsExactly(event.message());
            assertThat(stack.get()).hasMessage("stack of task \"stubborn\"");
            assertThat(stack.get().getStackTrace()).containsExactlyElementsOf(event.stack());
          });
    }
  }

  @Test
  void aTaskThatWasCancelledAlone_isReported_whileTheOwnerWaitsAtTheEnd() throws Exception {
    try (var _ = new CapturedLog();
        var events = new RecordedEvents()) {
      Thread reported = later(events, 1, end);
      TaskGroup.run(
          "g",
          group -> {
            Task<?> task = group.start("stubborn", this::ignoreEverything);
            Thread owner = Thread.currentThread();
            group.start(
                "canceller",
                () -> {
                  running.await();
                  Waits.until("the owner waits", () -> owner.getState() == Thread.State.WAITING);
                  task.cancel("not needed");
                  return null;
                });
            return null;
          });
      reported.join();
      assertThat(events.of(TaskEvent.Stuck.class))
          .extracting(TaskEvent.Stuck::name)
          .containsExactly("stubborn");
    }
  }

  @Test
  void aBackgroundTask_isReportedToo() throws Exception {
    try (var _ = new CapturedLog();
        var events = new RecordedEvents()) {
      Thread reported = later(events, 1, end);
      TaskGroup.run(
          "g",
          group -> {
            group.startBackground("stubborn", this::ignoreEverything);
            running.await();
            return null;
          });
      reported.join();
      assertThat(events.of(TaskEvent.Stuck.class).getFirst().cancellation().reason())
          .isEqualTo("group \"g\" ends");
    }
  }

  @Test
  void whoAwaitsACancelledTask_reportsIt_andTheOwnerNoMore() throws Exception {
    try (var log = new CapturedLog();
        var events = new RecordedEvents()) {
      Thread reported = later(events, 1, end);
      TaskGroup.run(
          "g",
          group -> {
            Task<?> task = group.start("stubborn", this::ignoreEverything);
            running.await();
            task.cancel("not needed");
            assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
            return null;
          });
      reported.join();
      assertThat(log.messages()).singleElement().asString().startsWith("task \"stubborn\"");
    }
  }

  @Test
  void onlyTheTaskThatIsStuckItself_isNamed_notThoseAroundIt() throws Exception {
    try (var _ = new CapturedLog();
        var events = new RecordedEvents()) {
      Thread reported = later(events, 1, end);
      TaskGroup.run(
          "outer",
          outer -> {
            Task<?> around =
                outer.start(
                    "around",
                    () ->
                        TaskGroup.run(
                            "inner",
                            inner -> {
                              inner.start("stubborn", this::ignoreEverything);
                              return null;
                            }));
            running.await();
            // Before that it would be stuck itself if the machine gave it no time.
            Waits.until(
                "it waits for its own task",
                () -> around.scope.strand.awaits() instanceof TaskGroup);
            outer.cancel("enough");
            return null;
          });
      reported.join();
      assertThat(events.of(TaskEvent.Stuck.class))
          .extracting(TaskEvent.Stuck::name)
          .containsExactly("stubborn");
    }
  }

  @Test
  void aShieldedCleanUp_isNotReported_whileItIsWithinItsBound() throws Exception {
    try (var log = new CapturedLog();
        var events = new RecordedEvents()) {
      var working = new CountDownLatch(1);
      var cleaning = new CountDownLatch(1);
      TaskGroup.run(
          "g",
          group -> {
            group.start("stubborn", this::ignoreEverything);
            group.start(
                "cleans up",
                () -> {
                  working.countDown();
                  try {
                    return Waits.forever();
                  } finally {
                    Shield.run(
                        Duration.ofMinutes(1),
                        () -> {
                          cleaning.countDown();
                          // The other one is reported at the end of the same period.
                          Waits.until(
                              "reported", () -> !events.of(TaskEvent.Stuck.class).isEmpty());
                          end.countDown();
                          return null;
                        });
                  }
                });
            running.await();
            working.await();
            group.cancel("enough");
            // The period begins with the wait for the two, so let that come after the clean-up
            // does.
            assertThat(Thread.interrupted()).isTrue();
            cleaning.await();
            return null;
          });
      assertThat(log.messages()).singleElement().asString().startsWith("task \"stubborn\"");
    }
  }

  @Test
  void anOperationOfACombinator_isReported() throws Exception {
    try (var _ = new CapturedLog();
        var events = new RecordedEvents()) {
      Thread reported = later(events, 1, end);
      var ignored = new AtomicBoolean();
      Thread caller = Thread.currentThread();
      Op<Object, IllegalStateException> op =
          () -> {
            if (Thread.currentThread() == caller || !ignored.compareAndSet(false, true)) {
              running.await();
              throw new IllegalStateException("failed");
            }
            return ignoreEverything();
          };
      assertThatThrownBy(() -> Tasks.gather(List.of(op, op))).hasMessage("failed");
      reported.join();
      assertThat(events.of(TaskEvent.Stuck.class))
          .singleElement()
          .satisfies(event -> assertThat(event.name()).startsWith("gather-"));
    }
  }

  @Test
  void aTaskThatHasNotBegun_isReportedAsSuch() throws Exception {
    TaskThreads late =
        (name, body) ->
            Thread.ofPlatform()
                .name(name)
                .unstarted(() -> {
                  Waits.until(end);
                  body.run();
                });
    try (var log = new CapturedLog();
        var events = new RecordedEvents()) {
      Thread reported = later(events, 1, end);
      TaskGroup.run(
          "g",
          group -> {
            group.adopt("late", () -> 1, late);
            group.cancel("enough");
            return null;
          });
      reported.join();
      assertThat(log.messages())
          .singleElement()
          .asString()
          .contains(" was cancelled and has not begun in 50 ms: enough (by ")
          .endsWith("; no thread is free to run it");
    }
  }

  @Test
  void aGraceThatMakesNoSense_isToldOf_andTheDefaultUsed() {
    for (String nonsense : List.of("soon", "0", "-1", "NaN")) {
      System.setProperty("weft.grace", nonsense);
      try (var log = new CapturedLog()) {
        assertThat(Patience.grace()).isEqualTo(Duration.ofSeconds(10));
        assertThat(log.messages())
            .containsExactly(
                "weft.grace is \""
                    + nonsense
                    + "\", which is no positive number of seconds; using 10 s");
      }
    }
  }

  @Test
  void anOperationThatIgnoresItsDeadline_isReported_thoughNobodyWaitsForIt() throws Exception {
    try (var _ = new CapturedLog();
        var events = new RecordedEvents()) {
      Thread reported = later(events, 1, end);
      Deadline.within(Duration.ofMillis(1), this::ignoreEverything);
      reported.join();
      assertThat(events.of(TaskEvent.Stuck.class))
          .singleElement()
          .satisfies(event -> {
            assertThat(event.message())
                .contains("ignores its cancellation for more than 50 ms: deadline of 1 ms");
            assertThat(event.stack())
                .extracting(StackTraceElement::getMethodName)
                .contains("ignoreEverything");
          });
    }
  }

  @Test
  void aBodyThatIgnoresTheFailureOfAChild_isReported() throws Exception {
    try (var _ = new CapturedLog();
        var events = new RecordedEvents()) {
      Thread reported = later(events, 1, end);
      assertThatThrownBy(() ->
              TaskGroup.run(group -> {
                group.start(
                    "failing",
                    () -> {
                      throw new IllegalStateException("boom");
                    });
                return ignoreEverything();
              }))
          .hasRootCauseMessage("boom");
      reported.join();
      assertThat(events.of(TaskEvent.Stuck.class)).hasSize(1);
    }
  }

  @Test
  void anOperationThatHeedsItsDeadline_isNotReportedLater() throws Exception {
    try (var _ = new CapturedLog();
        var events = new RecordedEvents()) {
      assertThatThrownBy(() -> Deadline.within(Duration.ofMillis(1), Waits::forever))
          .isInstanceOf(DeadlineExceededException.class);
      Thread reported = later(events, 1, end);
      // Its timer is due after that of the first.
      Deadline.within(Duration.ofMillis(1), this::ignoreEverything);
      reported.join();
      assertThat(events.of(TaskEvent.Stuck.class)).hasSize(1);
    }
  }
}
