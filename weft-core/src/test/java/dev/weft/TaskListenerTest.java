package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@OnEveryScheduler
class TaskListenerTest {

  private static List<TaskEvent> of(RecordedEvents events, String name) {
    return events.all().stream().filter(event -> event.name().equals(name)).toList();
  }

  @Test
  void startAndEnd_areToldOnTheTasksOwnThread() throws Exception {
    var threads = new AtomicReference<List<Thread>>(List.of());
    try (var events = new RecordedEvents();
        var _ =
            TaskTree.listen(event -> {
              if (event.name().equals("quick")) {
                threads.updateAndGet(list ->
                    java.util.stream.Stream.concat(
                            list.stream(), java.util.stream.Stream.of(Thread.currentThread()))
                        .toList());
              }
            })) {
      var runner = new AtomicReference<Thread>();
      var groupId = new AtomicReference<Long>();
      TaskGroup.run(
          "g",
          group -> {
            groupId.set(group.id());
            return group
                .start(
                    "quick",
                    () -> {
                      runner.set(Thread.currentThread());
                      return 7;
                    })
                .await();
          });
      assertThat(of(events, "quick"))
          .satisfiesExactly(
              event ->
                  assertThat(event)
                      .isInstanceOfSatisfying(
                          TaskEvent.Started.class,
                          started -> {
                            assertThat(started.group()).isEqualTo(groupId.get());
                            assertThat(started.thread()).isSameAs(runner.get());
                            assertThat(started.site().frame().getClassName())
                                .startsWith("dev.weft.TaskListenerTest");
                          }),
              event ->
                  assertThat(event)
                      .isInstanceOfSatisfying(
                          TaskEvent.Ended.class,
                          ended ->
                              assertThat(ended.outcome()).isEqualTo(new Outcome.Success<>(7))));
      assertThat(of(events, "quick")).extracting(TaskEvent::id).hasSize(2).doesNotContain(0L);
      assertThat(of(events, "quick").stream().map(TaskEvent::id).distinct()).hasSize(1);
      assertThat(threads.get()).containsOnly(runner.get());
    }
  }

  @Test
  void whoAwaitsATask_learnsOfItsEndAfterTheListeners() throws Exception {
    for (int round = 0; round < Scale.of(1_000); round++) {
      try (var events = new RecordedEvents()) {
        TaskGroup.run(group -> {
          Task<?> task = group.start("quick", () -> null);
          task.await();
          assertThat(events.of(TaskEvent.Ended.class)).anyMatch(e -> e.name().equals("quick"));
          return null;
        });
      }
    }
  }

  @Test
  void aTaskThatNeverBegan_hasAnEndButNoStart() throws Exception {
    try (var events = new RecordedEvents()) {
      var end = new CountDownLatch(1);
      TaskThreads late =
          (name, body) ->
              Thread.ofPlatform()
                  .name(name)
                  .unstarted(() -> {
                    Waits.until(end);
                    body.run();
                  });
      TaskGroup.run(group -> {
        group.adopt("late", () -> 1, late).cancel("too late");
        end.countDown();
        return null;
      });
      assertThat(of(events, "late"))
          .satisfiesExactly(
              event -> assertThat(event).isInstanceOf(TaskEvent.CancelRequested.class),
              event -> assertThat(event).isInstanceOf(TaskEvent.Ended.class));
    }
  }

  @Test
  void operationsOfACombinator_areToldOfLikeTasks() throws Exception {
    try (var events = new RecordedEvents()) {
      assertThat(Tasks.gather(List.of(1, 2, 3), item -> item * item)).containsExactly(1, 4, 9);
      List<TaskEvent.Started> started =
          events.of(TaskEvent.Started.class).stream()
              .filter(event -> !event.name().equals("gather"))
              .toList();
      assertThat(started)
          .extracting(TaskEvent.Started::name)
          .containsExactlyInAnyOrder("gather-1", "gather-2", "gather-3");
      assertThat(started).extracting(TaskEvent.Started::id).doesNotHaveDuplicates();
      assertThat(started)
          .allSatisfy(event ->
              assertThat(event.site().frame().getMethodName())
                  .isEqualTo("operationsOfACombinator_areToldOfLikeTasks"));
      assertThat(events.of(TaskEvent.Ended.class))
          .extracting(TaskEvent.Ended::id)
          .containsAll(started.stream().map(TaskEvent.Started::id).toList());
    }
  }

  @Test
  void aCancellation_isToldOnceWithItsTarget() throws Exception {
    try (var events = new RecordedEvents()) {
      TaskGroup.supervise(
          "g",
          group -> {
            Task<?> task = group.start("sleeper", () -> Waits.forever());
            task.cancel("first");
            task.cancel("second");
            task.join();
            group.cancel("all");
            return null;
          });
      assertThatThrownBy(() ->
              Deadline.within(Duration.ofMillis(1), () -> TaskGroup.run(_ -> Waits.forever())))
          .isInstanceOf(DeadlineExceededException.class);
      assertThat(events.of(TaskEvent.CancelRequested.class))
          .extracting(TaskEvent::name, event -> event.cancellation().reason())
          .contains(
              org.assertj.core.groups.Tuple.tuple("sleeper", "first"),
              org.assertj.core.groups.Tuple.tuple("g", "all"),
              org.assertj.core.groups.Tuple.tuple(
                  Strand.describe(Thread.currentThread()), "deadline of 1 ms exceeded"))
          .doesNotContain(org.assertj.core.groups.Tuple.tuple("sleeper", "second"));
    }
  }

  @Test
  void waitsForTasks_areTold() throws Exception {
    try (var events = new RecordedEvents()) {
      var end = new CountDownLatch(1);
      TaskGroup.run(group -> {
        Task<?> slow = group.start("slow", () -> Waits.await(end));
        Task<?> waiter = group.start("waiter", slow::join);
        Waits.until("it waits", () -> waiter.state() == TaskState.WAITING);
        end.countDown();
        return waiter.join();
      });
      assertThat(of(events, "waiter"))
          .satisfiesExactly(
              event -> assertThat(event).isInstanceOf(TaskEvent.Started.class),
              event ->
                  assertThat(event)
                      .isInstanceOfSatisfying(
                          TaskEvent.Blocked.class,
                          blocked -> assertThat(blocked.on()).isEqualTo("task \"slow\"")),
              event -> assertThat(event).isInstanceOf(TaskEvent.Unblocked.class),
              event -> assertThat(event).isInstanceOf(TaskEvent.Ended.class));
    }
  }

  @Test
  void aListenerThatFails_isLogged_andTouchesNobody() throws Exception {
    try (var log = new CapturedLog();
        var _ =
            TaskTree.listen(event -> {
              if (event.name().equals("quick")) {
                throw new IllegalStateException("no luck");
              }
            });
        var events = new RecordedEvents()) {
      assertThat(
              TaskGroup.<Integer, RuntimeException>run(
                  group -> group.start("quick", () -> 7).await()))
          .isEqualTo(7);
      assertThat(of(events, "quick")).hasSize(2);
      Waits.until("logged", () -> !log.messages().isEmpty());
      assertThat(log.messages())
          .singleElement(InstanceOfAssertFactories.STRING)
          .matches("listener dev\\.weft\\.TaskListenerTest.* failed; it was told .*");
    }
  }

  @Test
  void aRegistrationThatIsClosed_endsThatOneOnly() throws Exception {
    var told = new AtomicInteger();
    String name = "one on " + Thread.currentThread();
    TaskListener listener =
        event -> {
          if (event.name().equals(name)) {
            told.incrementAndGet();
          }
        };
    TaskTree.Registration first = TaskTree.listen(listener);
    TaskTree.Registration second = TaskTree.listen(listener);
    first.close();
    first.close();
    TaskGroup.run(group -> group.start(name, () -> 1).await());
    // Its start and its end, once each.
    assertThat(told).hasValue(2);
    second.close();
    TaskGroup.run(group -> group.start(name, () -> 1).await());
    assertThat(told).hasValue(2);
  }

  @Test
  void aFailureNobodyLookedAt_isToldWithWhatThrewIt() throws Exception {
    try (var log = new CapturedLog();
        var events = new RecordedEvents()) {
      var boom = new IllegalStateException("boom");
      TaskGroup.supervise(
          "s",
          group ->
              group.start(
                  "bad",
                  () -> {
                    throw boom;
                  }));
      assertThat(events.of(TaskEvent.FailureUnseen.class))
          .singleElement()
          .satisfies(event -> {
            assertThat(event.name()).isEqualTo("bad");
            assertThat(event.failure()).isSameAs(boom);
            assertThat(event.message())
                .startsWith(
                    "task \"bad\" of group \"s\" failed and nobody looked at it; it was started"
                        + " at dev.weft.TaskListenerTest.");
            assertThat(log.messages()).containsExactly(event.message());
          });
    }
  }
}
