package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.contract.OnEveryScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class TaskTreeTest {
  private final CountDownLatch end = new CountDownLatch(1);

  static TaskNode node(TaskTree tree, String name) {
    return tree.nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in\n" + tree));
  }

  /// The tree as soon as `name` waits in it.
  private static TaskTree whenWaiting(String... names) throws InterruptedException {
    var tree = new AtomicReference<>(TaskTree.snapshot());
    Waits.until(
        "all wait",
        () -> {
          TaskTree now = TaskTree.snapshot();
          tree.set(now);
          return List.of(names).stream()
              .allMatch(name ->
                  now.nodes().stream()
                      .anyMatch(
                          node -> node.name().equals(name) && node.state() == TaskState.WAITING));
        });
    return tree.get();
  }

  @Test
  void aTree_isShownFromItsThreadDown() throws Exception {
    TaskGroup.run(
        "outer",
        outer -> {
          outer.start(
              "parent",
              () ->
                  TaskGroup.run(
                      "inner",
                      inner -> {
                        inner.start("child", () -> Waits.await(end));
                        return null;
                      }));
          TaskTree tree = whenWaiting("parent", "child");
          String me = Strand.describe(Thread.currentThread());
          List<TaskNode> mine = below(tree, me);
          assertThat(mine)
              .extracting(TaskNode::name)
              .containsExactly(me, "outer", "parent", "inner", "child");
          assertThat(mine).extracting(TaskNode::depth).containsExactly(0, 1, 2, 3, 4);
          assertThat(mine)
              .extracting(TaskNode::kind)
              .containsExactly(
                  TaskNode.Kind.THREAD,
                  TaskNode.Kind.GROUP,
                  TaskNode.Kind.TASK,
                  TaskNode.Kind.GROUP,
                  TaskNode.Kind.TASK);
          for (int i = 1; i < mine.size(); i++) {
            assertThat(mine.get(i).parent()).isEqualTo(mine.get(i - 1).id());
          }
          assertThat(mine.getFirst().parent()).isZero();
          assertThat(mine.getFirst().state()).isEqualTo(TaskState.RUNNING);
          assertThat(node(tree, "outer").state()).isEqualTo(TaskState.RUNNING);
          assertThat(node(tree, "inner").state()).isEqualTo(TaskState.WAITING);
          assertThat(node(tree, "parent").waiting())
              .isEqualTo(new TaskNode.Wait("the end of group \"inner\"", List.of()));
          assertThat(node(tree, "child").waiting())
              .isEqualTo(new TaskNode.Wait("CountDownLatch (state 1)", List.of()));
          assertThat(node(TaskTree.snapshot(), "child").id()).isEqualTo(node(tree, "child").id());
          assertThat(tree.find(Thread.currentThread())).contains(mine.getFirst());
          assertThat(tree.find(node(tree, "child").id())).contains(node(tree, "child"));
          end.countDown();
          return null;
        });
    assertThat(below(TaskTree.snapshot(), Strand.describe(Thread.currentThread()))).isEmpty();
  }

  static List<TaskNode> below(TaskTree tree, String thread) {
    List<TaskNode> found = new ArrayList<>();
    for (TaskNode node : tree.nodes()) {
      if (node.depth() == 0 ? node.name().equals(thread) : !found.isEmpty()) {
        found.add(node);
      } else if (node.depth() == 0 && !found.isEmpty()) {
        break;
      }
    }
    return found;
  }

  @Test
  void aTaskThatAwaitsAnother_saysSo() throws Exception {
    TaskGroup.run(group -> {
      Task<?> slow = group.start("slow", () -> Waits.await(end));
      group.start("waiter", slow::join);
      group.start("many", () -> Tasks.await(List.of(slow), ReturnWhen.ALL_COMPLETED));
      TaskTree tree = whenWaiting("slow", "waiter", "many");
      TaskNode held = node(tree, "slow");
      assertThat(node(tree, "waiter").waiting())
          .isEqualTo(
              new TaskNode.Wait(
                  "task \"slow\"", List.of(new TaskNode.Holder(held.id(), "task \"slow\""))));
      assertThat(node(tree, "many").waiting())
          .isEqualTo(
              new TaskNode.Wait(
                  "all of 1 tasks (1 running)",
                  List.of(new TaskNode.Holder(held.id(), "task \"slow\""))));
      end.countDown();
      return null;
    });
  }

  @Test
  void whoHoldsABlocker_isNamed_inTheTreeOrOutside() throws Exception {
    var holder = new AtomicReference<Thread>();
    var stranger = new Thread(() -> {}, "stranger");
    Blocker blocker =
        new Blocker() {
          @Override
          public Collection<Thread> holders() {
            return List.of(holder.get(), stranger);
          }

          @Override
          public String toString() {
            return "limiter \"db\" (0 of 1 free)";
          }
        };
    TaskGroup.run(group -> {
      group.start(
          "waits",
          () -> {
            while (end.getCount() > 0) {
              LockSupport.park(blocker);
            }
            return null;
          });
      group.start(
          "holds",
          () -> {
            holder.set(Thread.currentThread());
            return Waits.await(end);
          });
      Waits.until("held", () -> holder.get() != null);
      TaskTree tree = whenWaiting("waits", "holds");
      TaskNode.Wait wait = node(tree, "waits").waiting();
      assertThat(wait)
          .isEqualTo(
              new TaskNode.Wait(
                  "limiter \"db\" (0 of 1 free)",
                  List.of(
                      new TaskNode.Holder(node(tree, "holds").id(), "task \"holds\""),
                      new TaskNode.Holder(0, "thread \"stranger\""))));
      assertThat(node(tree, "waits").toString())
          .startsWith(
              "task \"waits\" waits for limiter \"db\" (0 of 1 free), held by task \"holds\","
                  + " thread \"stranger\"; at dev.weft.TaskTreeTest.");
      end.countDown();
      LockSupport.unpark(node(tree, "waits").thread());
      return null;
    });
  }

  @Test
  void aBlockerThatFails_isToldOfAndNoMore() throws Exception {
    Blocker broken =
        () -> {
          throw new IllegalStateException("no luck");
        };
    TaskGroup.run(group -> {
      Task<?> task =
          group.start(
              "waits",
              () -> {
                while (end.getCount() > 0) {
                  LockSupport.park(broken);
                }
                return null;
              });
      TaskNode node = node(whenWaiting("waits"), "waits");
      assertThat(node.waiting()).isNotNull();
      assertThat(node.waiting().on())
          .endsWith("which fails to tell its state: java.lang.IllegalStateException: no luck");
      end.countDown();
      LockSupport.unpark(node.thread());
      return task.await();
    });
  }

  @Test
  void locksOfTheJdk_areNamed() throws Exception {
    var lock = new ReentrantLock();
    var condition = lock.newCondition();
    var semaphore = new Semaphore(0);
    lock.lock();
    TaskGroup.run(group -> {
      group.start(
          "lock",
          () -> {
            lock.lockInterruptibly();
            lock.unlock();
            return null;
          });
      group.start(
          "semaphore",
          () -> {
            semaphore.acquire();
            return null;
          });
      TaskTree tree = whenWaiting("lock", "semaphore");
      assertThat(node(tree, "lock").waiting().on()).isEqualTo("ReentrantLock (state 1)");
      assertThat(node(tree, "semaphore").waiting().on()).isEqualTo("Semaphore (state 0)");
      lock.unlock();
      Task<?> waits =
          group.start(
              "condition",
              () -> {
                lock.lock();
                try {
                  while (end.getCount() > 0) {
                    condition.await();
                  }
                } finally {
                  lock.unlock();
                }
                return null;
              });
      tree = whenWaiting("condition");
      assertThat(node(tree, "condition").waiting().on()).isEqualTo("a condition");
      end.countDown();
      semaphore.release();
      Waits.until(
          "all ended",
          () -> {
            lock.lock();
            try {
              condition.signalAll();
            } finally {
              lock.unlock();
            }
            return waits.isDone();
          });
      return null;
    });
  }

  @Test
  void waitsWithoutABlocker_areToldByTheirStacks() throws Exception {
    var monitor = new Object();
    TaskGroup.run(group -> {
      Task<?> sleeper = group.start("sleeps", () -> Waits.forever());
      synchronized (monitor) {
        group.start(
            "blocked",
            () -> {
              synchronized (monitor) {
                return null;
              }
            });
        whenWaiting("sleeps", "blocked");
        assertThat(node(TaskTree.snapshot(), "sleeps").waiting()).isNull();
        assertThat(node(TaskTree.snapshot(), "sleeps").stack()).isEmpty();
        TaskTree tree = TaskTree.snapshotWithStacks();
        assertThat(node(tree, "sleeps").waiting().on())
            .startsWith("the end of a sleep at ")
            .contains("dev.weft.Waits.forever(Waits.java:");
        assertThat(node(tree, "blocked").waiting().on())
            .startsWith("a monitor at ")
            .contains("dev.weft.TaskTreeTest.");
        assertThat(node(tree, "sleeps").stack())
            .anySatisfy(frame -> assertThat(frame.getMethodName()).isEqualTo("forever"));
        assertThat(tree.toString()).contains("dev.weft.Waits.forever(Waits.java:");
      }
      sleeper.cancel("enough");
      return null;
    });
  }

  @Test
  void aTaskThatHasNotBegun_isReady() throws Exception {
    TaskThreads never =
        (name, body) ->
            Thread.ofPlatform()
                .name(name)
                .unstarted(() -> {
                  Waits.until(end);
                  body.run();
                });
    TaskGroup.run(group -> {
      group.adopt("early", () -> 1, never);
      TaskNode node = node(TaskTree.snapshot(), "early");
      assertThat(node.state()).isEqualTo(TaskState.READY);
      assertThat(node.thread()).isNull();
      assertThat(node.toString()).startsWith("task \"early\" has not begun; at ");
      end.countDown();
      return null;
    });
  }

  @Test
  void budgets_areThoseInForce_andShieldsHoldThemOff() throws Exception {
    Deadline.within(
        Duration.ofMinutes(50),
        () ->
            TaskGroup.run(
                "budgets",
                group -> {
                  group.start("plain", () -> Waits.await(end));
                  group.start(
                      "tighter",
                      () -> Deadline.within(Duration.ofMinutes(20), () -> Waits.await(end)));
                  group.start(
                      "wider",
                      () -> Deadline.within(Duration.ofMinutes(80), () -> Waits.await(end)));
                  group.start(
                      "shielded", () -> Shield.run(Duration.ofMinutes(90), () -> Waits.await(end)));
                  return Deadline.within(
                      Duration.ofMinutes(10),
                      () -> {
                        TaskTree tree = whenWaiting("plain", "tighter", "wider", "shielded");
                        assertMinutes(node(tree, "budgets"), 50);
                        assertMinutes(node(tree, "plain"), 50);
                        assertMinutes(node(tree, "tighter"), 20);
                        assertMinutes(node(tree, "wider"), 50);
                        assertMinutes(node(tree, "shielded"), 90);
                        assertMinutes(tree.find(Thread.currentThread()).orElseThrow(), 10);
                        end.countDown();
                        return null;
                      });
                }));
  }

  private static void assertMinutes(TaskNode node, int minutes) {
    assertThat(node.budgetLeft())
        .as(node.toString())
        .isBetween(Duration.ofMinutes(minutes - 5), Duration.ofMinutes(minutes));
  }

  @Test
  void cancellations_areShownWhereTheyAreInForce() throws Exception {
    TaskGroup.supervise(group -> {
      Task<?> one = group.start("one", () -> Waits.awaitUninterruptibly(end));
      group.start("other", () -> Waits.awaitUninterruptibly(end));
      var _ = whenWaiting("one", "other");
      one.cancel("not needed");
      TaskTree tree = whenWaiting("one", "other");
      assertThat(node(tree, "one").cancellation().reason()).isEqualTo("not needed");
      assertThat(node(tree, "one").toString()).contains("; cancelled: not needed (by thread ");
      assertThat(node(tree, "other").cancellation()).isNull();
      end.countDown();
      return null;
    });
  }

  @Test
  void operationsOfACombinator_areTasksOfIt_onWhicheverThread() throws Exception {
    assumeTrue(Thread.currentThread().isVirtual(), "a platform thread runs no operation");
    int byCaller = 0;
    for (int round = 0; round < 50; round++) {
      byCaller += gatherThree(new CountDownLatch(1)) ? 1 : 0;
    }
    Scale.assertSeen("rounds in which the caller ran one of them", byCaller);
  }

  /// True if the caller ran one of them.
  private boolean gatherThree(CountDownLatch end) throws Exception {
    Thread caller = Thread.currentThread();

    var running = new CountDownLatch(3);
    Op<Thread, InterruptedException> op =
        () -> {
          running.countDown();
          Waits.await(end);
          return Thread.currentThread();
        };
    Thread watcher =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Waits.until(running);
                TaskTree tree = whenWaiting("gather-1", "gather-2", "gather-3");
                List<TaskNode> mine = below(tree, Strand.describe(caller));
                assertThat(mine.get(1).name()).isEqualTo("gather");
                List<TaskNode> ops = mine.subList(2, mine.size());
                assertThat(ops)
                    .extracting(TaskNode::name)
                    .containsExactlyInAnyOrder("gather-1", "gather-2", "gather-3");
                assertThat(ops).extracting(TaskNode::parent).containsOnly(mine.get(1).id());
                assertThat(ops).extracting(TaskNode::id).doesNotHaveDuplicates();
                assertThat(ops)
                    .allSatisfy(node ->
                        assertThat(node.waiting().on()).isEqualTo("CountDownLatch (state 1)"));
                assertThat(ops)
                    .allSatisfy(node ->
                        assertThat(node.site().frame().getMethodName()).isEqualTo("gatherThree"));
                TaskNode atCaller = tree.find(caller).orElseThrow();
                if (atCaller.kind() == TaskNode.Kind.TASK) {
                  assertThat(ops).contains(atCaller);
                  assertThat(mine.getFirst().waiting()).isNull();
                } else {
                  assertThat(atCaller).isSameAs(mine.getFirst());
                }

              } catch (Throwable t) {
                failure.set(t);
              } finally {
                end.countDown();
              }
            });
    List<Thread> runners = Tasks.gather(List.of(op, op, op));

    watcher.join();
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
    return runners.contains(caller);
  }

  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  @Test
  void whatTheBodyOpensItself_comesBeforeTheTasksOfItsGroup() throws Exception {
    TaskGroup.run(
        "outer",
        outer -> {
          outer.start("first", () -> Waits.await(end));
          outer.start("second", () -> Waits.await(end));
          return TaskGroup.run(
              "nested",
              nested -> {
                nested.start("deep", () -> Waits.await(end));
                List<TaskNode> mine =
                    below(TaskTree.snapshot(), Strand.describe(Thread.currentThread()));
                assertThat(mine.subList(1, mine.size()))
                    .extracting(TaskNode::name)
                    .containsExactly("outer", "nested", "deep", "first", "second");
                assertThat(mine).extracting(TaskNode::depth).containsExactly(0, 1, 2, 3, 2, 2);
                end.countDown();
                return null;
              });
        });
  }

  @Test
  void aThreadWithoutAGroup_isNotInTheTree_evenWithADeadline() throws Exception {
    Deadline.within(
        Duration.ofMinutes(1),
        () -> {
          assertThat(TaskTree.snapshot().find(Thread.currentThread())).isEmpty();
          return TaskGroup.run(_ -> {
            assertMinutesAtMost(TaskTree.snapshot().find(Thread.currentThread()).orElseThrow());
            return null;
          });
        });
    assertThat(TaskTree.snapshot().find(Thread.currentThread())).isEmpty();
  }

  private static void assertMinutesAtMost(TaskNode node) {
    assertThat(node.budgetLeft()).isLessThanOrEqualTo(Duration.ofMinutes(1));
  }
}
