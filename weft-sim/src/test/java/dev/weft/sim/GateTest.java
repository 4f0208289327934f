package dev.weft.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.weft.Op;
import dev.weft.Shield;
import dev.weft.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The bug of docs/simulation.md.
class GateTest {
  private static final class Gate {
    private final Semaphore mutex = new Semaphore(1);
    private final Deque<Long> calls = new ArrayDeque<>();

    void pass() throws InterruptedException {
      mutex.acquire();
      long now = System.nanoTime();
      while (!calls.isEmpty() && now - calls.getFirst() >= 1_000_000_000L) {
        calls.removeFirst();
      }
      if (calls.size() == 3) {
        Thread.sleep(Duration.ofSeconds(1).minusNanos(now - calls.getFirst()));
        calls.removeFirst();
      }
      calls.add(System.nanoTime());
      mutex.release();
    }
  }

  private static final Op<Object, RuntimeException> TEN_PASS =
      () -> {
        var gate = new Gate();
        var passed = new AtomicInteger();
        try {
          return Tasks.gather(
              IntStream.range(0, 10).boxed().toList(),
              i -> {
                gate.pass();
                return passed.incrementAndGet();
              });
        } finally {
          Shield.run(
              Duration.ofMinutes(1),
              () -> {
                gate.pass();
                return null;
              });
        }
      };

  @Test
  void gate_holdsUnderEverySeed() throws Exception {
    Exploration seen = Simulation.create().explore(1_000, TEN_PASS);
    assertThat(seen.simulated()).isGreaterThanOrEqualTo(Duration.ofMinutes(50));
  }

  @Test
  void gate_isFoundToKeepItsMutex_whereACallerIsCancelled() throws Exception {
    Throwable found = catchThrowable(() -> Simulation.create().cancelEverywhere(0, TEN_PASS));
    assertThat(found).isInstanceOf(SimulationFailure.class);
    String page = Files.readString(Path.of("../docs/simulation.md"));
    List<String> report = String.valueOf(found.getMessage()).lines().limit(2).toList();
    assertThat(page).contains(String.join("\n", report));
  }
}
