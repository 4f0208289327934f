package dev.weft.lessons.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.flow.Batch;
import dev.weft.flow.ItemNote;
import dev.weft.sim.Simulation;
import dev.weft.sim.SimulationTest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// In any order of the threads.
class BatchLessonTest {
  private static final int CONCURRENCY = 5;

  @SimulationTest(seeds = 1_000)
  void itemsAreTakenWhenAWorkerIsFree_andNoneAfterAFailure() {
    var taken = new AtomicInteger();
    var ended = new AtomicInteger();
    var most = new AtomicInteger();
    var endless = Stream.generate(taken::incrementAndGet);
    IllegalStateException failure =
        catchThrowableOfType(
            IllegalStateException.class,
            () ->
                Batch.over(endless)
                    .concurrency(CONCURRENCY)
                    .forEach(item -> {
                      most.accumulateAndGet(taken.get() - ended.get(), Math::max);
                      Thread.sleep(Simulation.random().nextLong(1, 500));
                      if (item == 30) {
                        throw new IllegalStateException("no such file");
                      }
                      ended.incrementAndGet();
                    }));
    assertThat(ItemNote.on(failure))
        .hasValueSatisfying(note -> assertThat(note.item()).isEqualTo(30));
    assertThat(most).hasValue(CONCURRENCY);
    int atTheFailure = taken.get();
    assertThat(atTheFailure - ended.get()).isBetween(1, CONCURRENCY);
  }
}
