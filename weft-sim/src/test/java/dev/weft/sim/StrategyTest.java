package dev.weft.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.Faults;
import dev.weft.InjectedFault;
import dev.weft.Op;
import dev.weft.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Planted bugs of known depth: which strategy finds which, in how many runs.
@SuppressWarnings("ThreadPriorityCheck") // a yield is the plainest place to switch
class StrategyTest {
  private static final int MOST = 20_000;

  /// The second thread, of `length` steps, is wrong if it is done before the first takes one.
  private static Op<Object, RuntimeException> overtaken(int length) {
    return () -> {
      boolean[] begun = new boolean[1];
      return Tasks.gather(
          () -> {
            Thread.yield();
            begun[0] = true;
            return true;
          },
          () -> {
            yieldTimes(length);
            return require(begun[0]);
          });
    };
  }

  /// The same, if it begins and is done within one certain step of the first.
  private static Op<Object, RuntimeException> withinAStep(int length) {
    return () -> {
      int[] step = new int[1];
      return Tasks.gather(
          () -> {
            for (int i = 0; i < length; i++) {
              step[0] = i;
              Thread.yield();
            }
            return true;
          },
          () -> {
            Thread.yield();
            int seen = step[0];
            yieldTimes(length);
            return require(seen != length / 2 || step[0] != length / 2);
          });
    };
  }

  /// Two who read, yield and write: any switch there will do.
  private static final Op<Object, RuntimeException> LOST_UPDATE =
      () -> {
        int[] count = new int[1];
        Op<Integer, RuntimeException> increment =
            () -> {
              yieldTimes(Simulation.random().nextInt(5));
              int seen = count[0];
              Thread.yield();
              count[0] = seen + 1;
              return seen;
            };
        Tasks.gather(increment, increment);
        return require(count[0] == 2);
      };

  private static void yieldTimes(int times) {
    for (int i = 0; i < times; i++) {
      Thread.yield();
    }
  }

  private static boolean require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("the bug");
    }
    return true;
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

  /// The table of docs/simulation.md. Seeds from 0 on, so the figures are the same everywhere.
  @ParameterizedTest
  @MethodSource("planted")
  void plantedBug_isFoundAsTheDocsSay(Planted bug) throws Exception {
    assertThat(
            List.of(
                runsToFind(Strategy.fifo(), bug.program, 2),
                runsToFind(Strategy.random(), bug.program, MOST),
                runsToFind(Strategy.pct(bug.depth), bug.program, MOST)))
        .as("%s: in which run fifo, random and pct find it", bug.name)
        .isEqualTo(bug.foundIn);
    assertThat(Files.readString(Path.of("../docs/simulation.md"))).contains(bug.row());
  }

  record Planted(String name, int depth, Op<?, ?> program, List<Integer> foundIn) {
    String row() {
      return "| " + name + " | " + in(0) + " | " + in(1) + " | " + in(2) + " |";
    }

    private String in(int strategy) {
      return foundIn.get(strategy) == 0 ? "not" : foundIn.get(strategy).toString();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Planted> planted() {
    return List.of(
        new Planted("a lost update", 2, LOST_UPDATE, List.of(0, 18, 12)),
        new Planted("overtaken by 5 steps", 1, overtaken(5), List.of(0, 3, 1)),
        new Planted("overtaken by 20 steps", 1, overtaken(20), List.of(0, 0, 1)),
        new Planted("5 steps within one", 2, withinAStep(5), List.of(0, 362, 52)),
        new Planted("20 steps within one", 2, withinAStep(20), List.of(0, 0, 29)));
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
  void exhaustive_hasEveryOrder_alsoOfAProgramThatDrawsRandomNumbers() throws Exception {
    Set<String> seen = new HashSet<>();
    Simulation.create()
        .strategy(Strategy.exhaustive())
        .explore(
            1_000,
            () -> {
              int drawn = ThreadLocalRandom.current().nextInt(1_000);
              var order = new CopyOnWriteArrayList<Integer>();
              Thread one = Thread.startVirtualThread(() -> order.add(1));
              Thread two = Thread.startVirtualThread(() -> order.add(2));
              one.join();
              two.join();
              return seen.add(drawn + " " + order);
            });
    assertThat(seen).hasSize(2);
    assertThat(seen.stream().map(text -> text.substring(0, text.indexOf(' '))).distinct())
        .hasSize(1);
  }

  @Test
  void pct_letsThroughWhatSpins() throws Exception {
    boolean[] done = new boolean[1];
    Simulation.create()
        .strategy(Strategy.pct(1))
        .explore(
            20,
            () -> {
              done[0] = false;
              return Tasks.gather(
                  () -> {
                    while (!done[0]) {
                      Thread.yield();
                    }
                    return 1;
                  },
                  () -> {
                    Thread.yield();
                    done[0] = true;
                    return 2;
                  });
            });
    assertThat(done[0]).isTrue();
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
        .hasMessage("a depth of 0; give 1 to 1000");
    assertThatThrownBy(() -> Strategy.replay("0.-1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a choice of -1; they are 0 or more");
  }

  @Test
  void operationsOfACombinator_beginInEveryOrder() throws Exception {
    Set<String> orders = new HashSet<>();
    Exploration seen =
        Simulation.create()
            .strategy(Strategy.exhaustive())
            .explore(
                10_000,
                () -> {
                  var order = new StringBuilder();
                  Tasks.gather(
                      () -> order.append('a'), () -> order.append('b'), () -> order.append('c'));
                  return orders.add(order.toString());
                });
    assertThat(seen.complete()).isTrue();
    assertThat(orders).containsExactlyInAnyOrder("abc", "acb", "bac", "bca", "cab", "cba");
  }

  @Test
  void exhaustive_injectsEveryFault_thatThereCanBe() throws Exception {
    Set<String> seen = new HashSet<>();
    Op<Object, Exception> twoPoints =
        () -> {
          var what = new ArrayList<String>();
          for (String point : List.of("one", "other")) {
            Duration before = Simulation.elapsed();
            try {
              Faults.maybe(point);
              what.add(Simulation.elapsed().equals(before) ? "passed" : "delayed");
            } catch (InjectedFault e) {
              what.add("failed");
            }
          }
          return seen.add(what.toString());
        };
    Exploration all =
        Simulation.create().strategy(Strategy.exhaustive()).faults(0.1).explore(100, twoPoints);
    assertThat(all.complete()).isTrue();
    assertThat(seen).hasSize(9).contains("[failed, delayed]", "[passed, passed]");
  }

  @Test
  void runWithFaults_isReplayedByItsChoices() {
    Op<Object, Exception> program =
        () ->
            Tasks.gather(
                () -> {
                  Thread.sleep(1);
                  Faults.maybe("db");
                  return 1;
                },
                () -> {
                  Faults.maybe("api");
                  return 2;
                });
    Simulation simulation = Simulation.create().faults(0.3);
    var found =
        catchThrowableOfType(SimulationFailure.class, () -> simulation.explore(100, program));
    var again =
        catchThrowableOfType(
            SimulationFailure.class,
            () ->
                simulation
                    .strategy(Strategy.replay(found.choices()))
                    .explore(found.seed(), 1, program));
    assertThat(again.trace()).isEqualTo(found.trace());
  }
}
