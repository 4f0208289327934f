package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.contract.OnEveryScheduler;
import dev.weft.contract.SchedulerUnderTest;
import dev.weft.loop.EventLoop;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random trees of everything at once, with cancellations from outside at random moments: nothing
/// outlives its group, no failure is lost, every value and resource is closed once or delivered,
/// every permit is back, no interrupt is left over.
///
/// `-Dweft.seed=…` runs the tree of one seed again (the tree is the same, its timing is not);
/// `-Dweft.stress.seconds=…` says for how long to go on, on all schedulers together.
@Tag("slow")
@OnEveryScheduler(stress = true)
class TaskTreeStressTest {

  @Test
  void nothingIsLost_inAnyTree() throws Exception {
    Long given = Long.getLong("weft.seed");
    long schedulers = ServiceLoader.load(SchedulerUnderTest.class).stream().count();
    Duration time = Duration.ofSeconds(Long.getLong("weft.stress.seconds", 60));
    long end = System.nanoTime() + time.dividedBy(schedulers).toNanos();
    long seed = given != null ? given : System.nanoTime();
    Set<StressNodes.Kind> kinds = EnumSet.noneOf(StressNodes.Kind.class);
    int trees = 0;
    try (var loop = EventLoop.start()) {
      do {
        var tree = new StressTree(loop);
        var random = new Random(seed);
        var nodes = new StressNodes(tree, random);
        Op<Object, Exception> root = nodes.node(StressNodes.DEPTH);
        try (var _ = new CapturedLog(tree::collect)) {
          tree.grow(root, random);
          tree.check();
        } catch (Throwable t) {
          throw new AssertionError(
              "run it again with -Dweft.seed=" + seed + "\n" + nodes.shape(), t);
        }
        kinds.addAll(nodes.ran());
        trees++;
        seed =
            given != null ? seed : seed * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
      } while (System.nanoTime() < end);
    }
    System.out.println(trees + " trees");
    if (given == null && trees > 500) {
      assertThat(kinds)
          .as("kinds of nodes that were run")
          .containsExactly(StressNodes.Kind.values());
    }
  }
}
