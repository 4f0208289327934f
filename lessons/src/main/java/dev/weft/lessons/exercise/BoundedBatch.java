package dev.weft.lessons.exercise;

import dev.weft.sim.Simulation;
import dev.weft.sim.SimulationFailure;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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

  /// Among a hundred items no more than five are worked on at a time, in any order of the threads,
  /// and never fewer than five while there is work.
  static void check(BoundedBatch yours) throws NotYetException, InterruptedException {
    List<Integer> items = IntStream.rangeClosed(1, 100).boxed().toList();
    var most = new AtomicInteger();
    try {
      Simulation.create()
          .explore(
              20,
              () -> {
                var now = new AtomicInteger();
                List<String> results =
                    yours.process(
                        items,
                        5,
                        item -> {
                          most.accumulateAndGet(now.incrementAndGet(), Math::max);
                          Thread.sleep(500);
                          now.decrementAndGet();
                          return "Processed " + item;
                        });
                if (!results.equals(items.stream().map(item -> "Processed " + item).toList())) {
                  throw new NotYetException("the results are not those of the items: " + results);
                }
                long took = Simulation.elapsed().toMillis();
                if (most.get() <= 5 && took > 10_000) {
                  throw new NotYetException(
                      "it took %d ms; with five at a time it takes 10000".formatted(took));
                }
                return null;
              });
    } catch (SimulationFailure e) {
      throw new NotYetException(String.valueOf(e.getMessage()), e);
    }
    if (most.get() > 5) {
      throw new NotYetException(
          "%d items were worked on at a time; let it be five, by a batch with a concurrency"
              .formatted(most.get()));
    }
  }
}
