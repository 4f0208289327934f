package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.contract.OnEveryScheduler;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@Timeout(120)
@OnEveryScheduler
class TaskTreeRaceTest {
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile int most;

  /// Random trees of tasks while snapshots are taken all the time.
  @Test
  void snapshotsOfALivingTree_areConsistentInEachNode() throws Exception {
    Thread observer = Thread.ofPlatform().start(() -> observe(false));
    Thread slowObserver = Thread.ofPlatform().start(() -> observe(true));
    Thread[] growers = new Thread[3];
    for (int i = 0; i < growers.length; i++) {
      long seed = i;
      growers[i] =
          (i == 0 ? Thread.ofPlatform() : Thread.ofVirtual())
              .name("grower-" + i)
              .start(() -> growAll(seed));
    }
    Thread.sleep(Duration.ofSeconds(3));
    over.set(true);
    for (Thread grower : growers) {
      grower.join();
    }
    observer.join();
    slowObserver.join();
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
    assertThat(most).as("most nodes in a snapshot").isGreaterThan(20);
    for (Thread grower : growers) {
      assertThat(TaskTree.snapshot().find(grower)).isEmpty();
    }
  }

  private void observe(boolean stacks) {
    try {
      while (!over.get()) {
        TaskTree tree = stacks ? TaskTree.snapshotWithStacks() : TaskTree.snapshot();
        check(tree);
        most = Math.max(most, tree.nodes().size());
      }
    } catch (Throwable t) {
      failure.set(t);
    }
  }

  private static void check(TaskTree tree) {
    Set<Long> seen = new HashSet<>();
    Set<Long> groups = new HashSet<>();
    int depth = -1;
    for (TaskNode node : tree.nodes()) {
      assertThat(node.id()).isPositive();
      assertThat(node.depth()).isBetween(0, depth + 1);
      assertThat(node.toString()).isNotEmpty();
      depth = node.depth();
      if (depth == 0) {
        assertThat(node.kind()).isEqualTo(TaskNode.Kind.THREAD);
        assertThat(node.parent()).isZero();
      } else {
        assertThat(seen).contains(node.parent());
      }
      if (node.kind() == TaskNode.Kind.TASK) {
        assertThat(groups).contains(node.parent());
      } else if (node.kind() == TaskNode.Kind.GROUP) {
        groups.add(node.id());
      }
      seen.add(node.id());
      if (node.waiting() != null) {
        assertThat(node.state()).isEqualTo(TaskState.WAITING);
      }
      if (node.budgetLeft() != null) {
        assertThat(node.budgetLeft()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
      }
    }
    assertThat(tree.toString().lines().count()).isGreaterThanOrEqualTo(tree.nodes().size());
  }

  private void growAll(long seed) {
    var random = new Random(seed);
    try {
      while (!over.get()) {
        grow(new Random(random.nextLong()), 4);
      }
    } catch (Throwable t) {
      failure.set(t);
    }
  }

  private Object grow(Random random, int depth) throws InterruptedException {
    if (depth == 0) {
      Thread.sleep(Duration.ofNanos(random.nextInt(2_000_000)));
      return "leaf";
    }
    List<Op<Object, RuntimeException>> below =
        random
            .longs(1 + random.nextInt(3))
            .<Op<Object, RuntimeException>>mapToObj(seed -> () -> grow(new Random(seed), depth - 1))
            .toList();
    return switch (random.nextInt(5)) {
      case 0 -> Tasks.settle(below);
      case 1 -> {
        try {
          yield Deadline.within(
              Duration.ofNanos(random.nextInt(3_000_000)), () -> Tasks.settle(below));
        } catch (DeadlineExceededException e) {
          yield "late";
        }
      }
      case 2 -> Shield.run(Duration.ofMinutes(1), below.getFirst());
      default ->
          TaskGroup.supervise(group -> {
            below.forEach(op -> group.start("task", op));
            if (random.nextInt(4) == 0) {
              group.cancel("at random");
            }
            return null;
          });
    };
  }
}
