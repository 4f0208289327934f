package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.contract.OnEveryScheduler;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Trees that are wide, deep, or gone.
@OnEveryScheduler
class TaskTreeScaleTest {
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  @Test
  @Tag("slow")
  void aHundredThousandTasks_areShownWithoutStoppingThem() throws Exception {
    int many = Scale.of(100_000);
    var running = new CountDownLatch(many);
    TaskGroup.run(
        "crowd",
        group -> {
          for (int i = 0; i < many; i++) {
            group.start(
                "one",
                () -> {
                  running.countDown();
                  end.await();
                  return null;
                });
          }
          running.await();
          TaskTree tree = TaskTree.snapshot();
          long id = TaskTreeTest.node(tree, "crowd").id();
          assertThat(tree.nodes().stream().filter(node -> node.parent() == id)).hasSize(many);
          assertThat(tree.nodes().stream().map(TaskNode::id).distinct())
              .hasSize(tree.nodes().size());
          assertThat(tree.toString().lines().count()).isGreaterThan(many);
          end.countDown();
          return null;
        });
  }

  @Test
  @Tag("slow")
  void fiveThousandNestedScopes_areWalkedWithoutOverflow() throws Exception {
    int depth = 5_000;
    var deep = new CountDownLatch(1);
    // Half of them on one thread, which needs the stack for it, and half down a chain of tasks.
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                nest(depth / 2, () -> chain(depth / 2, deep));
              } catch (InterruptedException e) {
                failure.set(e);
              }
            },
            "deep",
            512L << 20);
    thread.start();
    deep.await();
    List<TaskNode> mine = TaskTreeTest.below(TaskTree.snapshot(), "thread \"deep\"");
    assertThat(mine).hasSize(1 + depth / 2 + depth);
    assertThat(mine.getLast().depth()).isEqualTo(depth / 2 + depth);
    assertThat(TaskTree.snapshot().toString()).contains("task \"link\"");
    end.countDown();
    thread.join();
    assertThat(failure).hasNullValue();
  }

  private Object nest(int depth, Op<Object, RuntimeException> innermost)
      throws InterruptedException {
    return depth == 0 ? innermost.call() : TaskGroup.run("nest", _ -> nest(depth - 1, innermost));
  }

  private Object chain(int depth, CountDownLatch deep) throws InterruptedException {
    if (depth == 0) {
      deep.countDown();
      return Waits.await(end);
    }
    return TaskGroup.run(
        "chain",
        group -> {
          group.start("link", () -> chain(depth - 1, deep));
          return "chained";
        });
  }

  @Test
  @Tag("slow")
  void nothingThatHasEnded_isKept() throws Exception {
    var references = new ArrayList<WeakReference<?>>();
    for (int i = 0; i < 10; i++) {
      var thread = new Thread(() -> leaveTraces(references));
      references.add(new WeakReference<>(thread));
      thread.start();
      thread.join();
    }
    Waits.until(
        "all are collected",
        () -> {
          System.gc();
          return references.stream().allMatch(reference -> reference.refersTo(null));
        });
    assertThat(references).hasSize(40);
  }

  private static void leaveTraces(List<WeakReference<?>> references) {
    try {
      var payload = new Object();
      references.add(new WeakReference<>(payload));
      TaskGroup.run(group -> {
        references.add(new WeakReference<>(group));
        Task<?> task = group.start("kept", payload::toString);
        references.add(new WeakReference<>(task));
        assertThat(TaskTree.snapshot().find(Thread.currentThread())).isPresent();
        return task.await();
      });
      var _ = Tasks.gather(payload::toString, payload::hashCode);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
