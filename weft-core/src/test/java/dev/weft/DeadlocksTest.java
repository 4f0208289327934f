package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@OnEveryScheduler
class DeadlocksTest {

  private static boolean isDeadlock(Throwable thrown) {
    return thrown instanceof IllegalStateException
        && String.valueOf(thrown.getMessage()).contains("ends unless");
  }

  @Test
  void twoTasksThatAwaitEachOther_atLeastOneLearnsIt_whateverTheMoment() throws Exception {
    for (int round = 0; round < Scale.of(3_000); round++) {
      ring(2, 200);
    }
  }

  @Test
  @Tag("slow")
  void aRingOfTasks_atLeastOneLearnsIt_whateverTheMoment() throws Exception {
    var random = new Random(Scale.seed(1));
    for (int round = 0; round < Scale.of(2_000); round++) {
      ring(2 + random.nextInt(6), 400);
    }
  }

  /// Each task awaits the next; all end, since one of them is told and fails.
  private static void ring(int size, int spread) throws InterruptedException {
    var told = new AtomicInteger();
    TaskGroup.supervise(group -> {
      List<Task<?>> tasks = new ArrayList<>();
      var all = new CountDownLatch(1);
      for (int i = 0; i < size; i++) {
        int next = (i + 1) % size;
        tasks.add(
            group.start(
                "t" + i,
                () -> {
                  all.await();
                  Races.linger(spread);
                  try {
                    return tasks.get(next).join();
                  } catch (IllegalStateException e) {
                    assertThat(isDeadlock(e)).as(e.toString()).isTrue();
                    told.incrementAndGet();
                    return null;
                  }
                }));
      }
      all.countDown();
      return null;
    });
    assertThat(told.get()).isBetween(1, size);
  }

  @Test
  void theCycle_isNamed() throws Exception {
    TaskGroup.supervise(group -> {
      var second = new AtomicReference<Task<?>>();
      var go = new CountDownLatch(1);
      Task<?> a =
          group.start(
              "a",
              () -> {
                go.await();
                return second.get().join();
              });
      Task<?> b = group.start("b", a::join);
      second.set(b);
      Waits.until("b waits", () -> b.state() == TaskState.WAITING);
      try (var log = new RecordedEvents()) {
        go.countDown();
        assertThat(a.join())
            .isInstanceOfSatisfying(
                Outcome.Failure.class,
                failure ->
                    assertThat(failure.cause())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(
                            "task \"a\" waits for task \"b\", which waits for task \"a\"; none of"
                                + " them ends unless a deadline or a cancellation ends it: let one"
                                + " return, or cancel it"));
        assertThat(log.of(TaskEvent.Deadlock.class))
            .singleElement()
            .satisfies(event -> {
              assertThat(event.name()).isEqualTo("a");
              assertThat(event.cycle()).containsExactly(a.id(), b.id());
              assertThat(event.message()).startsWith("task \"a\" waits for task \"b\"");
            });
      }
      return null;
    });
  }

  @Test
  void aTaskAroundTheWaitingOne_isRefused_atAnyDepth() throws Exception {
    TaskGroup.supervise(group -> {
      var parent = new AtomicReference<Task<?>>();
      var known = new CountDownLatch(1);
      parent.set(
          group.start(
              "parent",
              () ->
                  TaskGroup.run(
                      "inner",
                      inner -> {
                        Task<?> child =
                            inner.start(
                                "child",
                                () -> {
                                  known.await();
                                  return Tasks.gather(
                                      List.of(
                                          () -> parent.get().await(), () -> parent.get().await()));
                                });
                        child.join();
                        return null;
                      })));
      // Else it may be the parent that meets the circle last.
      Races.spinUntil(() -> parent.get().state() == TaskState.WAITING);
      known.countDown();
      assertThatThrownBy(parent.get()::await)
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .rootCause()
          .hasMessageMatching(
              "task \"gather-[12]\" waits for task \"parent\", which ends only after its group"
                  + " \"inner\" and so after task \"gather-[12]\"; only a deadline or a"
                  + " cancellation would end that: return instead of waiting");
      return null;
    });
  }

  @Test
  void aWaitForAll_isAWaitForEach() throws Exception {
    TaskGroup.supervise(group -> {
      var other = new AtomicReference<Task<?>>();
      var known = new CountDownLatch(1);
      Task<?> free = group.start("free", () -> 1);
      Task<?> all =
          group.start(
              "all",
              () -> {
                known.await();
                return Tasks.await(List.of(free, other.get()), ReturnWhen.ALL_COMPLETED);
              });
      other.set(group.start("other", all::join));
      Waits.until("it waits", () -> other.get().state() == TaskState.WAITING);
      known.countDown();
      assertThatThrownBy(all::await)
          .rootCause()
          .hasMessageStartingWith(
              "task \"all\" waits for task \"other\", which waits for task \"all\"");
      return null;
    });
  }

  @Test
  void aWaitForTheFirst_orForSomeTime_isNoDeadlock() throws Exception {
    TaskGroup.run(group -> {
      var other = new AtomicReference<Task<?>>();
      var known = new CountDownLatch(1);
      var end = new CountDownLatch(1);
      Task<?> free = group.start("free", () -> Waits.await(end));
      Task<?> first =
          group.start(
              "first",
              () -> {
                known.await();
                Tasks.await(List.of(other.get()), ReturnWhen.ALL_COMPLETED, Duration.ofMillis(1));
                Tasks.await(List.of(free, other.get()), ReturnWhen.FIRST_COMPLETED);
                return null;
              });
      other.set(group.start("other", first::join));
      known.countDown();
      Waits.until("it waits", () -> first.state() == TaskState.WAITING);
      end.countDown();
      return null;
    });
  }

  /// A parent that ends waits for its children: of the three waits any may be the last.
  @Test
  void anOwnerAtTheEndOfItsGroup_isPartOfTheCycle_whateverTheMoment() throws Exception {
    int byTask = 0;
    for (int round = 0; round < Scale.of(3_000); round++) {
      var told = new AtomicInteger();
      var ofOwner = new AtomicInteger();
      TaskGroup.supervise(group -> {
        var parent = new AtomicReference<Task<?>>();
        var all = new CountDownLatch(1);
        Task<?> other =
            group.start(
                "other",
                () -> {
                  all.await();
                  Races.linger(300);
                  return awaitOrTold(parent.get(), told);
                });
        parent.set(
            group.start(
                "parent",
                () -> {
                  all.await();
                  try {
                    return TaskGroup.run(
                        "inner",
                        inner -> {
                          inner.start(
                              "child",
                              () -> {
                                Races.linger(300);
                                return awaitOrTold(other, told);
                              });
                          Races.linger(300);
                          return null;
                        });
                  } catch (IllegalStateException e) {
                    assertThat(isDeadlock(e)).as(e.toString()).isTrue();
                    ofOwner.incrementAndGet();
                    return null;
                  }
                }));
        all.countDown();
        return null;
      });
      assertThat(told.get() + ofOwner.get()).isPositive();
      byTask += told.get();
    }
    Scale.assertSeen("told as a task", byTask);
  }

  private static Object awaitOrTold(Task<?> task, AtomicInteger told) throws InterruptedException {
    try {
      return task.join();
    } catch (IllegalStateException e) {
      assertThat(isDeadlock(e)).as(e.toString()).isTrue();
      told.incrementAndGet();
      return "told";
    }
  }

  @Test
  void aGroupWhoseChildWaitsForItsOwner_failsAndCancelsTheChild() throws Exception {
    TaskGroup.supervise(group -> {
      var parent = new AtomicReference<Task<?>>();
      var known = new CountDownLatch(1);
      var bothWait = new CountDownLatch(1);
      Task<?> other =
          group.start(
              "other",
              () -> {
                known.await();
                return parent.get().join();
              });
      var child = new AtomicReference<Task<?>>();
      parent.set(
          group.start(
              "parent",
              () ->
                  TaskGroup.run(
                      "inner",
                      inner -> {
                        child.set(inner.start("child", other::join));
                        bothWait.await();
                        return "never";
                      })));
      known.countDown();
      Waits.until(
          "both wait",
          () ->
              child.get() != null
                  && child.get().scope.strand.awaits() == other
                  && other.scope.strand.awaits() == parent.get());
      bothWait.countDown();
      assertThatThrownBy(parent.get()::await)
          .rootCause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "task \"parent\" waits for task \"child\" at the end of group \"inner\", which"
                  + " waits for task \"other\", which waits for task \"parent\"; none of them"
                  + " ends unless a deadline or a cancellation ends it: let one return, or cancel it");
      assertThat(child.get().state()).isEqualTo(TaskState.CANCELLED);
      return null;
    });
  }

  @Test
  void aBackgroundChildIsNotWaitedFor_soItIsNoDeadlock() throws Exception {
    TaskGroup.run(group -> {
      var parent = new AtomicReference<Task<?>>();
      var known = new CountDownLatch(1);
      Task<?> other =
          group.start(
              "other",
              () -> {
                known.await();
                return parent.get().join();
              });
      parent.set(
          group.start(
              "parent",
              () ->
                  TaskGroup.run(
                      "inner",
                      inner -> {
                        Task<?> child = inner.startBackground("child", other::join);
                        Waits.until("it waits", () -> child.state() == TaskState.WAITING);
                        inner.start("ordinary", () -> null);
                        return null;
                      })));
      known.countDown();
      return null;
    });
  }

  /// Tasks that await only older ones, with cancellations at random, can't be in a cycle.
  @Test
  @Tag("slow")
  void whereThereIsNoDeadlock_nobodyIsToldOfOne() throws Exception {
    for (int round = 0; round < Scale.of(300); round++) {
      var random = new Random(round);
      var start = new CyclicBarrier(2);
      TaskGroup.supervise(group -> {
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          List<Task<?>> older = List.copyOf(tasks);
          long seed = random.nextLong();
          tasks.add(
              group.start(
                  "t" + i,
                  () -> {
                    var mine = new Random(seed);
                    if (older.isEmpty()) {
                      start.await();
                    }
                    for (int n = 0; n < 3 && !older.isEmpty(); n++) {
                      Task<?> next = older.get(mine.nextInt(older.size()));
                      try {
                        if (mine.nextBoolean()) {
                          Deadline.within(Duration.ofNanos(mine.nextInt(200_000)), next::join);
                        } else {
                          TaskGroup.run(inner -> {
                            inner.start("child", next::join);
                            return null;
                          });
                        }
                      } catch (DeadlineExceededException e) {
                        Races.linger(100);
                      }
                    }
                    return null;
                  }));
        }
        start.await();
        for (int i = 0; i < 10; i++) {
          tasks.get(random.nextInt(tasks.size())).cancel("at random");
        }
        for (Task<?> task : tasks) {
          if (task.join() instanceof Outcome.Failure<?>(var cause)) {
            throw new AssertionError(cause);
          }
        }
        return null;
      });
    }
  }

  @Test
  @Tag("slow")
  void aLongChainOfWaits_costsLittle() throws Exception {
    TaskGroup.run(group -> {
      var go = new CountDownLatch(1);
      Task<?> last = group.start("first", () -> Waits.await(go));
      for (int i = 0; i < Scale.of(20_000); i++) {
        last = group.start("link", last::join);
      }
      go.countDown();
      return last.join();
    });
  }
}
