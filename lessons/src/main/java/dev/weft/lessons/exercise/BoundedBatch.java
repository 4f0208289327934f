package dev.weft.lessons.exercise;

import dev.weft.sim.Simulation;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Works on many items, a few at a time.
public interface BoundedBatch {

  /// What is done with an item.
  @FunctionalInterface
  interface Work {
    String process(int item) throws InterruptedException;
  }

  /// Works on all of them.
  ///
  /// @param items all items
  /// @param concurrency how many may be worked on at a time
  /// @param work what is done with each
  /// @return the results, in the order of the items
  List<String> process(List<Integer> items, int concurrency, Work work) throws InterruptedException;

  static void check(Supplier<BoundedBatch> yours) throws NotYetException, InterruptedException {
    Trial.explore(50, () -> run(yours.get()));
    Trial.cancelEverywhere(1, () -> run(yours.get()));
  }

  private static boolean run(BoundedBatch yours) throws NotYetException, InterruptedException {
    RandomGenerator random = Simulation.random();
    int concurrency = 3 + random.nextInt(4);
    List<Integer> items = IntStream.range(0, 40).map(_ -> random.nextInt(1_000)).boxed().toList();
    var crew = new Crew(concurrency, items.size());
    List<String> results =
        yours.process(
            items,
            concurrency,
            item -> {
              crew.begins();
              // Items differ, so that whoever goes by groups has idle hands.
              Thread.sleep(100 + item);
              crew.ends();
              return "Processed " + item;
            });
    Trial.require(
        crew.most <= concurrency,
        () ->
            "%d items were worked on at a time; with a concurrency of %d it should be that many"
                .formatted(crew.most, concurrency));
    List<String> expected = items.stream().map(item -> "Processed " + item).toList();
    Trial.require(
        results.equals(expected),
        () -> "the results are not those of the items, in their order: %s".formatted(results));
    Trial.require(
        crew.idleMillis == 0,
        () ->
            "for %d ms fewer than %d items were worked on although there were more; when one ends the next can begin"
                .formatted(crew.idleMillis, concurrency));
    return true;
  }

  /// Who works, at most, and for how long there were too few. One thread runs at a time.
  final class Crew {
    private final int wanted;
    private final int all;
    private int begun;
    private int now;
    private int most;
    private long since;
    private long idleMillis;

    private Crew(int wanted, int all) {
      this.wanted = wanted;
      this.all = all;
    }

    private void begins() {
      count();
      begun++;
      now++;
      most = Math.max(most, now);
    }

    private void ends() {
      count();
      now--;
    }

    private void count() {
      if (now < wanted && begun < all) {
        idleMillis += Trial.millis() - since;
      }
      since = Trial.millis();
    }
  }
}
