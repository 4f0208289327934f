package dev.weft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Tasks;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpeedTest {

  @Test
  void hoursOfSleep_takeMoments() throws Exception {
    var tasks = IntStream.range(0, 10).boxed().toList();
    long begun = System.nanoTime();
    Exploration seen =
        Simulation.create()
            .explore(
                20_000,
                () ->
                    Tasks.gather(
                        tasks,
                        i -> {
                          Thread.sleep(Duration.ofSeconds(i + 1));
                          return i;
                        }));
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        "%d runs of 10 tasks in %.2f s, %.0f a second; %d h of sleep%n",
        seen.runs(), seconds, seen.runs() / seconds, seen.simulated().toHours());
    assertThat(seen.simulated()).isGreaterThanOrEqualTo(Duration.ofHours(55));
    assertThat(seconds).as("real seconds").isLessThan(seen.simulated().toSeconds() / 1_000.0);
  }
}
