package dev.weft.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Op;
import dev.weft.Tasks;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Planted bugs of known depth: which strategy finds which, in how many runs.
@SuppressWarnings("ThreadPriorityCheck") // a yield is the plainest place to switch
class StrategyTest {

  /// Two threads of `length` steps each. It fails if the second passes a chain of marks, each
  /// within a step of its own of the first: one constraint more for each mark.
  private static Op<Object, RuntimeException> bug(int depth, int length) {
    return () -> {
      int[] place = new int[1];
      return Tasks.gather(
          () -> {
            for (int i = 1; i <= length; i++) {
              place[0] = i;
              Thread.yield();
            }
            place[0] = -1;
            return 1;
          },
          () -> {
            int marks = 0;
            for (int i = 1; i <= length; i++) {
              if (marks < depth && place[0] == length * (marks + 1) / (depth + 1)) {
                marks++;
              }
              Thread.yield();
            }
            if (marks == depth) {
              throw new IllegalStateException("the bug");
            }
            return 2;
          });
    };
  }

  /// In which run it is found, or 0.
  private static int runsToFind(Strategy strategy, Op<?, ?> program, int most)
      throws InterruptedException {
    int runs = 0;
    while (runs < most) {
      try {
        Simulation.create().strategy(strategy).explore(runs, 1, program);
        runs++;
      } catch (SimulationFailure found) {
        return runs + 1;
      }
    }
    return 0;
  }

  @Test
  void plantedBugs_areFound_byRandom_andByPct_andNotByFifo() throws Exception {
    for (int depth = 1; depth <= 2; depth++) {
      Op<?, ?> program = bug(depth, 12);
      int fifo = runsToFind(Strategy.fifo(), program, 10);
      int random = runsToFind(Strategy.random(), program, 20_000);
      int pct = runsToFind(Strategy.pct(depth + 2), program, 20_000);
      System.out.printf(
          "depth %d: fifo %s, random in run %d, pct in run %d%n",
          depth, fifo == 0 ? "never" : "in run " + fifo, random, pct);
      assertThat(random).as("random, depth " + depth).isPositive();
      assertThat(pct).as("pct, depth " + depth).isPositive();
    }
  }

  @Test
  void exhaustive_hasEveryOrder_andKnowsWhenItIsDone() throws Exception {
    Set<List<Integer>> orders = new HashSet<>();
    Exploration seen =
        Simulation.create()
            .strategy(Strategy.exhaustive())
            .explore(
                1_000_000,
                () -> {
                  var order = new CopyOnWriteArrayList<Integer>();
                  List<Thread> threads =
                      IntStream.range(0, 4)
                          .mapToObj(i -> Thread.startVirtualThread(() -> order.add(i)))
                          .toList();
                  for (Thread thread : threads) {
                    thread.join();
                  }
                  orders.add(List.copyOf(order));
                  return null;
                });
    assertThat(seen.complete()).isTrue();
    assertThat(orders).hasSize(24);
  }

  @Test
  void exhaustive_findsWhatOneOrderInThousandsHas() {
    assertThatThrownBy(() ->
            Simulation.create()
                .strategy(Strategy.exhaustive())
                .explore(
                    1_000_000,
                    () -> {
                      var order = new CopyOnWriteArrayList<Integer>();
                      Tasks.gather(
                          IntStream.range(0, 6).boxed().toList(),
                          i -> {
                            Thread.yield();
                            return order.add(i);
                          });
                      if (order.equals(List.of(5, 4, 3, 2, 1, 0))) {
                        throw new IllegalStateException("backwards");
                      }
                      return null;
                    }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("backwards")
        .hasMessageContaining("Strategy.replay(\"");
  }

  @Test
  void timersDueAtOneInstant_fireInEitherOrder() throws Exception {
    Set<List<Integer>> orders = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      var order = new CopyOnWriteArrayList<Integer>();
      Simulation.run(
          seed,
          () ->
              Tasks.gather(
                  List.of(1, 2),
                  i -> {
                    Thread.sleep(1_000);
                    return order.add(i);
                  }));
      orders.add(order);
    }
    assertThat(orders).containsExactlyInAnyOrder(List.of(1, 2), List.of(2, 1));
  }

  @Test
  void depthOfNothing_isRefused() {
    assertThatThrownBy(() -> Strategy.pct(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a depth of 0; give 1 or more");
  }
}
