package dev.weft.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class BatchScaleTest {

  @Test
  void tenMillionItems_fitIntoASmallHeap() throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                ManyItems.class.getName(),
                "10000000")
            .redirectErrorStream(true)
            .start();
    try (var output = process.getInputStream()) {
      String printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(printed).isZero();
      assertThat(printed).isEqualTo("forEach 10000000\ninOrder 1000000\n");
    }
  }

  @Test
  void everyOneOfManyItems_runsOnce_andItsOutcomeIsInItsPlace() throws Exception {
    int count = 100_000;
    for (int seed = 0; seed < 10; seed++) {
      var runs = new AtomicIntegerArray(count);
      var flight = new Flight();
      int concurrency = 1 + 7 * seed;
      long mixed = seed;
      List<Outcome<Integer>> outcomes =
          Batch.over(new Numbers(count))
              .concurrency(concurrency)
              .settle(i -> {
                flight.enter();
                try {
                  runs.incrementAndGet(i);
                  var random = new SplittableRandom(mixed << 32 | i);
                  switch (random.nextInt(100)) {
                    case 0 -> LockSupport.parkNanos(random.nextInt(50_000));
                    case 1 -> Thread.currentThread().interrupt();
                    case 2 -> Thread.sleep(0, 1_000);
                    default -> {}
                  }
                  if (random.nextInt(10) == 0) {
                    throw new IllegalStateException("item " + i);
                  }
                  return i;
                } finally {
                  flight.leave();
                }
              });
      assertThat(outcomes).hasSize(count);
      assertThat(flight.now()).isZero();
      assertThat(flight.most()).isLessThanOrEqualTo(concurrency);
      int failed = 0;
      for (int i = 0; i < count; i++) {
        assertThat(runs.get(i)).isOne();
        switch (outcomes.get(i)) {
          case Outcome.Success<Integer>(var value) -> assertThat(value).isEqualTo(i);
          case Outcome.Failure<Integer>(var cause) -> {
            failed++;
            assertThat(cause).hasMessage("item " + i);
          }
          case Outcome.Cancelled<Integer>(var why) -> throw new AssertionError(why.toString());
        }
      }
      assertThat(failed).isBetween(count / 20, count / 5);
    }
  }
}
