package dev.weft;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class AwaitTest {

  private static Task<String> start(TaskGroup group, String name, CountDownLatch until) {
    return group.start(
        name,
        () -> {
          until.await();
          return name;
        });
  }

  private static <T> Task<T> failing(TaskGroup group) {
    return group.start(
        "failing",
        () -> {
          throw new IllegalStateException("away");
        });
  }

  @Test
  void firstCompleted_returnsTheDoneAndThePending_inSubmissionOrder() throws Exception {
    TaskGroup.supervise(group -> {
      var never = new CountDownLatch(1);
      var soon = new CountDownLatch(1);
      Task<String> a = start(group, "a", never);
      Task<String> b = start(group, "b", soon);
      Task<String> c = start(group, "c", never);
      soon.countDown();
      Waited<Task<String>> waited = Tasks.await(List.of(a, b, c), ReturnWhen.FIRST_COMPLETED);
      assertThat(waited.done()).containsExactly(b);
      assertThat(waited.pending()).containsExactly(a, c);
      assertThat(a.isDone()).as("nobody is cancelled").isFalse();
      never.countDown();
      Waited<Task<String>> rest = Tasks.await(waited.pending(), ReturnWhen.ALL_COMPLETED);
      assertThat(rest.done()).containsExactly(a, c);
      assertThat(rest.pending()).isEmpty();
      return null;
    });
  }

  @Test
  void allCompleted_keepsEveryFailure() throws Exception {
    try (var log = new CapturedLog()) {
      TaskGroup.supervise(group -> {
        List<Task<String>> tasks = List.of(failing(group), group.start(() -> "b"), failing(group));
        var waited = Tasks.await(tasks, ReturnWhen.ALL_COMPLETED);
        assertThat(waited.done()).isEqualTo(tasks);
        assertThat(waited.done())
            .extracting(Task::state)
            .containsExactly(TaskState.FAILED, TaskState.SUCCEEDED, TaskState.FAILED);
        return null;
      });
      assertThat(log.messages()).as("failures that nobody looked at").hasSize(2);
    }
  }

  @Test
  void firstFailure_isNeitherASuccessNorACancellation() throws Exception {
    TaskGroup.supervise(group -> {
      var never = new CountDownLatch(1);
      Task<String> value = group.start(() -> "value");
      Task<String> cancelled = start(group, "cancelled", never);
      Task<String> pending = start(group, "pending", never);
      value.await();
      cancelled.cancel("by itself");
      cancelled.join();
      List<Task<?>> tasks = List.of(value, cancelled, pending);
      assertThat(Tasks.await(tasks, ReturnWhen.FIRST_FAILURE, ZERO).pending())
          .containsExactly(pending);
      Task<Integer> failing = failing(group);
      Waited<Task<?>> waited =
          Tasks.await(List.of(pending, failing, cancelled), ReturnWhen.FIRST_FAILURE);
      assertThat(waited.done()).containsExactly(failing, cancelled);
      assertThat(failing.outcome()).isInstanceOf(Outcome.Failure.class);
      never.countDown();
      assertThat(Tasks.await(List.of(pending, value), ReturnWhen.FIRST_FAILURE).pending())
          .isEmpty();
      return null;
    });
  }

  @Test
  void timeout_isNoFailure_andCancelsNobody() throws Exception {
    TaskGroup.supervise(group -> {
      var never = new CountDownLatch(1);
      Task<String> task = start(group, "a", never);
      for (Duration timeout : List.of(ofMillis(5), ZERO, ofSeconds(-1))) {
        var waited = Tasks.await(List.of(task), ReturnWhen.ALL_COMPLETED, timeout);
        assertThat(waited.done()).isEmpty();
        assertThat(waited.pending()).containsExactly(task);
      }
      assertThat(task.watches).isNull();
      never.countDown();
      var waited = Tasks.await(List.of(task), ReturnWhen.ALL_COMPLETED, ofSeconds(Long.MAX_VALUE));
      assertThat(waited.done()).containsExactly(task);
      return null;
    });
  }

  @Test
  void tasksOfSeveralGroups_areWaitedForTogether_fromOutsideToo() throws Exception {
    var inner = new AtomicReference<Task<String>>();
    TaskGroup.run(outer -> {
      var go = new CountDownLatch(1);
      Task<String> own = start(outer, "outer", go);
      outer.start(() ->
          TaskGroup.run(group -> {
            inner.set(start(group, "inner", go));
            return null;
          }));
      Waits.until("the inner one has started", () -> inner.get() != null);
      var names = new AtomicReference<List<String>>();
      Thread stranger =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  var waited = Tasks.await(List.of(own, inner.get()), ReturnWhen.ALL_COMPLETED);
                  names.set(waited.done().stream().map(Task::name).toList());
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      go.countDown();
      stranger.join();
      assertThat(names.get()).containsExactly("outer", "inner");
      return null;
    });
  }

  @Test
  void noTasks_haveAllEnded_butHaveNoFirst() throws Exception {
    List<Task<String>> none = List.of();
    var nothing = new Waited<Task<String>>(none, none);
    assertThat(Tasks.await(none, ReturnWhen.ALL_COMPLETED)).isEqualTo(nothing);
    assertThat(Tasks.await(none, ReturnWhen.FIRST_FAILURE)).isEqualTo(nothing);
    assertThatThrownBy(() -> Tasks.await(none, ReturnWhen.FIRST_COMPLETED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the first of no tasks would be waited for for ever; ask whether there are any");
  }

  @Test
  void waitForOneself_isRefused() throws Exception {
    TaskGroup.supervise(group -> {
      var self = new AtomicReference<Task<Object>>();
      var known = new CountDownLatch(1);
      self.set(
          group.start(
              "self",
              () -> {
                known.await();
                return Tasks.await(List.of(self.get()), ReturnWhen.ALL_COMPLETED);
              }));
      known.countDown();
      assertThat(self.get().join())
          .isInstanceOfSatisfying(
              Outcome.Failure.class,
              failure ->
                  assertThat(failure.cause())
                      .hasMessage(
                          "task \"self\" waits for itself, which only a deadline or a cancellation would end;"
                              + " return instead"));
      return null;
    });
  }

  @Test
  void cancelledWait_isTold_andLeavesNothingAtTheTasks() throws Exception {
    TaskGroup.supervise(group -> {
      var never = new CountDownLatch(1);
      List<Task<String>> tasks = List.of(start(group, "a", never), start(group, "b", never));
      var waiter =
          group.start(() -> {
            try {
              return Tasks.await(tasks, ReturnWhen.FIRST_COMPLETED);
            } catch (CancelledException e) {
              // Sticky: the next wait is cancelled too.
              return Tasks.await(tasks, ReturnWhen.FIRST_COMPLETED);
            }
          });
      Waits.until("it waits", () -> waiter.state() == TaskState.WAITING);
      assertThat(tasks.getFirst().watches).isNotNull();
      waiter.cancel("enough");
      assertThat(waiter.join()).isInstanceOf(Outcome.Cancelled.class);
      assertThat(tasks).allSatisfy(task -> assertThat(task.watches).isNull());
      assertThat(tasks).noneMatch(Task::isDone);
      never.countDown();
      return null;
    });
  }

  @Test
  void interruptedWait_isNotACancellation() throws Exception {
    TaskGroup.supervise(group -> {
      var never = new CountDownLatch(1);
      Task<String> task = start(group, "a", never);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> Tasks.await(List.of(task), ReturnWhen.ALL_COMPLETED))
          .isExactlyInstanceOf(InterruptedException.class);
      never.countDown();
      return null;
    });
  }

  @Test
  void deadlineAround_isExceeded() throws Exception {
    TaskGroup.supervise(group -> {
      var never = new CountDownLatch(1);
      Task<String> task = start(group, "a", never);
      assertThatThrownBy(() ->
              Deadline.within(
                  ofMillis(5), () -> Tasks.await(List.of(task), ReturnWhen.ALL_COMPLETED)))
          .isInstanceOf(DeadlineExceededException.class);
      never.countDown();
      return null;
    });
  }

  @Test
  void waiter_showsWhatItWaitsOn_andWhoWouldHaveToAct() throws Exception {
    TaskGroup.supervise(group -> {
      var never = new CountDownLatch(1);
      var holder = new AtomicReference<Thread>();
      Task<Object> task =
          group.start(() -> {
            holder.set(Thread.currentThread());
            never.await();
            return 1;
          });
      Waits.until("it runs", () -> holder.get() != null);
      var wait = new TaskWait<>(List.of(task), ReturnWhen.ALL_COMPLETED);
      assertThat(wait).hasToString("all of 1 tasks (1 running)");
      assertThat(wait.holders()).containsExactly(holder.get());
      never.countDown();
      return null;
    });
  }

  @Test
  @Tag("slow")
  void hundredThousandTasks_areOneWait() throws Exception {
    int count = Scale.of(100_000);
    TaskGroup.run(group -> {
      var go = new CountDownLatch(1);
      List<Task<String>> tasks = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        tasks.add(start(group, "one of many", go));
      }
      // Each of these waits is linear; squared they would not end within the bound of the test.
      for (int i = 0; i < 10; i++) {
        assertThat(Tasks.await(tasks, ReturnWhen.FIRST_COMPLETED, ofMillis(1)).pending())
            .hasSize(count);
      }
      go.countDown();
      assertThat(Tasks.await(tasks, ReturnWhen.ALL_COMPLETED).done()).hasSize(count);
      return null;
    });
  }

  @Test
  @Tag("slow")
  void thousandsOfWaits_forOneTask_leaveItAsTheyFoundIt() throws Exception {
    TaskGroup.run(group -> {
      var go = new CountDownLatch(1);
      Task<String> task = start(group, "long-lived", go);
      List<Task<Waited<Task<String>>>> waiters = new ArrayList<>();
      for (int i = 0; i < Scale.of(20_000); i++) {
        waiters.add(group.start(() -> Tasks.await(List.of(task), ReturnWhen.ALL_COMPLETED)));
      }
      Waits.until("they wait", () -> waiters.getLast().state() == TaskState.WAITING);
      for (int i = 0; i < waiters.size(); i += 2) {
        waiters.get(i).cancel("enough");
      }
      go.countDown();
      for (Task<Waited<Task<String>>> waiter : waiters) {
        waiter.join();
      }
      assertThat(task.watches).isNull();
      return null;
    });
  }

  @Test
  @Tag("slow")
  void endsThatMeetTheWait_areNeverSleptThrough() throws Exception {
    for (int i = 0; i < Scale.of(2_000); i++) {
      for (ReturnWhen when : ReturnWhen.values()) {
        TaskGroup.supervise(group -> {
          List<Task<Integer>> tasks = new ArrayList<>();
          for (int t = 0; t < 3; t++) {
            tasks.add(
                group.start(() -> {
                  Races.linger(300);
                  if (ThreadLocalRandom.current().nextInt(3) == 0) {
                    throw new IllegalStateException("away");
                  }
                  return 1;
                }));
          }
          Waited<Task<Integer>> waited =
              Deadline.within(ofSeconds(30), () -> Tasks.await(tasks, when));
          boolean failed = waited.done().stream().anyMatch(t -> t.state() == TaskState.FAILED);
          assertThat(waited.done().size() + waited.pending().size()).isEqualTo(3);
          assertThat(waited.done()).isNotEmpty();
          assertThat(waited.pending().isEmpty() || when != ReturnWhen.ALL_COMPLETED).isTrue();
          assertThat(waited.pending().isEmpty() || failed || when != ReturnWhen.FIRST_FAILURE)
              .isTrue();
          assertThat(tasks)
              .allSatisfy(task -> {
                task.join();
                assertThat(task.watches).isNull();
                assertThat(task.outcome()).isNotNull();
              });
          return null;
        });
      }
    }
  }
}
