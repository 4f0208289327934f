package dev.weft.lessons.exercise;

import dev.weft.Op;
import dev.weft.Tasks;
import dev.weft.sim.Simulation;
import dev.weft.sim.SimulationFailure;
import dev.weft.sim.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Finds a race in a till, and mends it.
public interface RaceHunt {

  /// A till. Sales and the manager come at the same time.
  interface Till {
    /// Takes the price of something sold and prints `sold` with it.
    void sell(int price, Printer printer);

    /// Prints `taken` with all that is in the till, and takes that out.
    ///
    /// @return how much that was
    int empty(Printer printer);
  }

  /// Prints a line. Others may run meanwhile.
  @FunctionalInterface
  interface Printer {
    void print(String line);
  }

  /// The till with the race.
  final class BrokenTill implements Till {
    private int inside;

    @Override
    public void sell(int price, Printer printer) {
      printer.print("sold " + price);
      inside += price;
    }

    @Override
    public int empty(Printer printer) {
      int all = inside;
      printer.print("taken " + all);
      inside = 0;
      return all;
    }
  }

  /// A day: two sales, and the manager who comes once in between and once in the end. It fails if
  /// money is missing then.
  static Op<Boolean, NotYetException> day(Supplier<? extends Till> tills) {
    return () -> {
      Till till = tills.get();
      RandomGenerator random = Simulation.random();
      var paper = new ArrayList<String>();
      Printer printer =
          line -> {
            Trial.othersMayComeFirst();
            paper.add(line);
          };
      List<Integer> prices = List.of(random.nextInt(1, 9), random.nextInt(1, 9));
      int first =
          Tasks.gather(
                  () -> {
                    Thread.sleep(1_000);
                    return till.empty(printer);
                  },
                  () -> sell(till, prices, printer, random))
              .first();
      int taken = first + till.empty(printer);
      int sold = prices.stream().mapToInt(Integer::intValue).sum();
      Trial.require(
          taken == sold, () -> "sold for %s, but only %d was in the till".formatted(prices, taken));
      List<String> lines = paper.stream().sorted().toList();
      List<String> right =
          Stream.concat(
                  prices.stream().map(price -> "sold " + price),
                  Stream.of("taken " + first, "taken " + (taken - first)))
              .sorted()
              .toList();
      Trial.require(
          lines.equals(right), () -> "printed was %s instead of %s".formatted(lines, right));
      return true;
    };
  }

  private static boolean sell(
      Till till, List<Integer> prices, Printer printer, RandomGenerator random)
      throws InterruptedException {
    for (int price : prices) {
      // People look around before they buy.
      Thread.sleep(50L * random.nextInt(2, 18));
      till.sell(price, printer);
    }
    return true;
  }

  /// How the simulator chooses in the run that fails; any but [Strategy#exhaustive()].
  default Strategy strategy() {
    return Strategy.random();
  }

  /// The seed of a run in which a day with the [BrokenTill] fails.
  ///
  /// @return a number that was found before, or is looked for here
  long seed() throws InterruptedException;

  /// A till without the race.
  Till mended();

  static void check(Supplier<RaceHunt> yours) throws NotYetException, InterruptedException {
    RaceHunt hunt = yours.get();
    long seed = hunt.seed();
    Strategy strategy = hunt.strategy();
    try {
      Simulation.create().strategy(strategy).explore(seed, 1, day(BrokenTill::new));
      throw new NotYetException(
          "under seed %d and strategy %s no money is missing; explore more seeds, a SimulationFailure tells its own"
              .formatted(seed, strategy));
    } catch (SimulationFailure found) {
      if (!(found.getCause() instanceof NotYetException)) {
        throw new NotYetException("that run fails of something else: " + found.getMessage(), found);
      }
    }
    Trial.explore(2_000, day(hunt::mended));
    Trial.explore(Simulation.create().strategy(Strategy.pct(3)), 500, day(hunt::mended));
  }
}
