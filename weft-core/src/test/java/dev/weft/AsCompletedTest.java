package dev.weft;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class AsCompletedTest {

  /// Tasks of which each ends when it is let go.
  private static final class Gates {
    private final List<CountDownLatch> gates = new ArrayList<>();
    private final List<Task<Integer>> tasks = new ArrayList<>();

    Gates(TaskGroup group, int count) {
      for (int i = 0; i < count; i++) {
        int number = i;
        var gate = new CountDownLatch(1);
        gates.add(gate);
        tasks.add(
            group.start(
                "task-" + i,
                () -> {
                  gate.await();
                  return number;
                }));
      }
    }

    void open(int index) {
      gates.get(index).countDown();
    }

    void openAll() {
      gates.forEach(CountDownLatch::countDown);
    }
  }

  @Test
  void tasksThemselves_areReturned_inOrderOfCompletion() throws Exception {
    TaskGroup.run(group -> {
      var gates = new Gates(group, 3);
      List<Task<Integer>> order = new ArrayList<>();
      try (var completed = Tasks.asCompleted(gates.tasks)) {
        for (int next : new int[] {2, 0, 1}) {
          gates.open(next);
          assertThat(completed.hasNext()).isTrue();
          order.add(completed.next());
        }
        assertThat(completed.hasNext()).isFalse();
        assertThatThrownBy(completed::next)
            .isInstanceOf(NoSuchElementException.class)
            .hasMessage("all of the 3 tasks have been returned; ask hasNext() first");
      }
      assertThat(order).extracting(Task::name).containsExactly("task-2", "task-0", "task-1");
      return null;
    });
  }

  @Test
  void failure_doesNotEndTheLoop() throws Exception {
    TaskGroup.supervise(group -> {
      Task<Integer> failing =
          group.start(() -> {
            throw new IOException("away");
          });
      failing.join();
      Task<Integer> working = group.start(() -> 1);
      List<TaskState> states = new ArrayList<>();
      Tasks.asCompleted(List.of(working, failing)).forEach(task -> states.add(task.state()));
      assertThat(states).containsExactlyInAnyOrder(TaskState.SUCCEEDED, TaskState.FAILED);
      return null;
    });
  }

  @Test
  void endedTasks_comeFirst_inTheOrderInWhichTheyWereGiven() throws Exception {
    TaskGroup.run(group -> {
      var gates = new Gates(group, 3);
      gates.open(2);
      gates.tasks.get(2).await();
      gates.open(1);
      gates.tasks.get(1).await();
      try (var completed = Tasks.asCompleted(gates.tasks)) {
        gates.open(0);
        assertThat(completed.next()).isSameAs(gates.tasks.get(1));
        assertThat(completed.next()).isSameAs(gates.tasks.get(2));
        assertThat(completed.next()).isSameAs(gates.tasks.get(0));
      }
      return null;
    });
  }

  @Test
  void leavingEarly_leavesNothingBehind_andTheTasksGoOn() throws Exception {
    TaskGroup.run(group -> {
      var gates = new Gates(group, 3);
      var completed = Tasks.asCompleted(gates.tasks);
      gates.open(1);
      assertThatThrownBy(() ->
              completed.forEach(task -> {
                throw new IOException(task.name());
              }))
          .isInstanceOf(IOException.class)
          .hasMessage("task-1");
      assertThat(gates.tasks).allSatisfy(task -> assertThat(task.watches).isNull());
      assertThat(completed.hasNext()).isFalse();
      assertThat(gates.tasks.get(0).isDone()).isFalse();
      gates.openAll();
      return null;
    });
  }

  @Test
  void leavingEarly_withTheGroup_cancelsAndJoinsTheRest_andKeepsTheValue() throws Exception {
    var tasks = new AtomicReference<List<Task<Integer>>>();
    int found =
        TaskGroup.run(group -> {
          var gates = new Gates(group, 3);
          tasks.set(gates.tasks);
          gates.open(1);
          try (var completed = Tasks.asCompleted(gates.tasks)) {
            var task = completed.next();
            group.cancel("found");
            return task.outcome() instanceof Outcome.Success<Integer>(var value) ? value : -1;
          }
        });
    assertThat(found).isOne();
    assertThat(tasks.get())
        .extracting(Task::state)
        .containsExactly(TaskState.CANCELLED, TaskState.SUCCEEDED, TaskState.CANCELLED);
  }

  @Test
  void cancelledWait_losesNoTask() throws Exception {
    TaskGroup.supervise(group -> {
      var gates = new Gates(group, 2);
      var completed = Tasks.asCompleted(gates.tasks);
      assertThatThrownBy(() -> Deadline.within(ofMillis(5), completed::next))
          .isInstanceOf(DeadlineExceededException.class);
      Thread.currentThread().interrupt();
      assertThatThrownBy(completed::next).isExactlyInstanceOf(InterruptedException.class);
      gates.openAll();
      List<Task<Integer>> seen = new ArrayList<>();
      completed.forEach(seen::add);
      assertThat(seen).containsExactlyInAnyOrderElementsOf(gates.tasks);
      return null;
    });
  }

  @Test
  void cancellation_isSticky() throws Exception {
    TaskGroup.supervise(group -> {
      var gates = new Gates(group, 1);
      var waiter =
          group.start(() -> {
            try (var completed = Tasks.asCompleted(gates.tasks)) {
              try {
                return completed.next();
              } catch (CancelledException e) {
                return completed.next();
              }
            }
          });
      Waits.until("it waits", () -> waiter.state() == TaskState.WAITING);
      waiter.cancel("enough");
      assertThat(waiter.join()).isInstanceOf(Outcome.Cancelled.class);
      assertThat(gates.tasks.getFirst().watches).isNull();
      gates.openAll();
      return null;
    });
  }

  @Test
  void noTasks_haveNoNext() {
    try (var completed = Tasks.asCompleted(List.<Task<?>>of())) {
      assertThat(completed.hasNext()).isFalse();
    }
  }

  @Test
  void visitorsException_isInferred() throws Exception {
    TaskGroup.run(group -> {
      Task<Integer> task = group.start(() -> 1);
      Op<Boolean, RuntimeException> unchecked =
          () -> {
            Tasks.asCompleted(List.of(task)).forEach(_ -> {});
            return true;
          };
      Op<Boolean, IOException> checked =
          () -> {
            Tasks.asCompleted(List.of(task)).forEach(AsCompletedTest::write);
            return true;
          };
      assertThat(unchecked.call()).isTrue();
      assertThatThrownBy(checked::call).isInstanceOf(IOException.class);
      return null;
    });
  }

  private static void write(Task<?> task) throws IOException {
    throw new IOException(task.name());
  }

  @Test
  @Tag("slow")
  void hundredThousandTasks_areReturnedOnceEach() throws Exception {
    int count = Scale.of(100_000);
    TaskGroup.run(group -> {
      List<Task<Integer>> tasks = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int number = i;
        tasks.add(group.start(() -> number));
      }
      var seen = new boolean[count];
      Tasks.asCompleted(tasks)
          .forEach(task -> {
            assertThat(seen[task.await()]).isFalse();
            seen[task.await()] = true;
          });
      assertThat(seen).doesNotContain(false);
      return null;
    });
  }

  @Test
  @Tag("slow")
  void endsThatMeetTheWait_areNeverSleptThrough() throws Exception {
    for (int i = 0; i < Scale.of(5_000); i++) {
      TaskGroup.run(group -> {
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
          tasks.add(
              group.start(() -> {
                Races.linger(300);
                return 1;
              }));
        }
        List<Task<Integer>> seen = new ArrayList<>();
        Deadline.<Object, RuntimeException>within(
            ofSeconds(30),
            () -> {
              Tasks.asCompleted(tasks).forEach(seen::add);
              return 1;
            });
        assertThat(seen).containsExactlyInAnyOrderElementsOf(tasks);
        return null;
      });
    }
  }
}
