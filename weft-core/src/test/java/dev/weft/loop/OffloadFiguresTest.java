package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Offload;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A job that computes, on an event loop: inline, offloaded, and mixed with tasks that wait. Prints
/// what it measured; what it asserts holds on a loaded machine as well.
@Tag("slow")
@Timeout(300)
class OffloadFiguresTest {
  private static final int TICK_NANOS = 1_000_000;
  private static final long JOB_NANOS = 300_000_000;

  /// What a loop did while the work of a run was done.
  private record Figures(
      String run, long rounds, long millis, int ticks, long longestPauseMillis) {}

  /// Counts what the loop gets done beside the work, as a task that wants to run every millisecond.
  private static final class Ticker {
    int ticks;
    long longestPause;
    private long last = System.nanoTime();

    Void run() throws InterruptedException {
      while (true) {
        Thread.sleep(0, TICK_NANOS - 1);
        note();
        ticks++;
      }
    }

    void note() {
      long now = System.nanoTime();
      longestPause = Math.max(longestPause, now - last);
      last = now;
    }
  }

  @FunctionalInterface
  private interface Work {
    long run() throws InterruptedException;
  }

  /// Computes for some time and returns how many rounds it made.
  private static long compute() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = new byte[32];
      long start = System.nanoTime();
      long rounds = 0;
      while (System.nanoTime() - start < JOB_NANOS) {
        for (int i = 0; i < 1_000; i++) {
          digest = sha.digest(digest);
        }
        rounds += 1_000;
      }
      return rounds;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static Figures measure(String name, Work work) throws InterruptedException {
    return EventLoop.run(() ->
        TaskGroup.run(group -> {
          var ticker = new Ticker();
          group.startBackground("ticker", ticker::run);
          Thread.sleep(20);
          ticker.ticks = 0;
          ticker.longestPause = 0;
          ticker.note();
          long start = System.nanoTime();
          long rounds = work.run();
          long nanos = System.nanoTime() - start;
          ticker.note();
          return new Figures(
              name, rounds, nanos / 1_000_000, ticker.ticks, ticker.longestPause / 1_000_000);
        }));
  }

  @Test
  void computation_standsTheLoopStill_unlessItIsOffloaded() throws Exception {
    compute();
    Figures inline = measure("inline", OffloadFiguresTest::compute);
    Figures offloaded =
        measure("offloaded", () -> Offload.cores().call(OffloadFiguresTest::compute));
    // Four jobs and a hundred tasks that wait as for I/O, together.
    Figures mixed =
        measure(
            "mixed: 4 jobs and 100 waits of 50 ms",
            () ->
                TaskGroup.run(group -> {
                  for (int i = 0; i < 100; i++) {
                    group.start(
                        "wait",
                        () -> {
                          Thread.sleep(50);
                          return null;
                        });
                  }
                  List<Long> rounds =
                      Tasks.gather(
                          List.of(1, 2, 3, 4),
                          _ -> Offload.cores().call(OffloadFiguresTest::compute));
                  return rounds.stream().mapToLong(Long::longValue).sum();
                }));
    System.out.println("figures: jobs of 300 ms of SHA-256, a tick every millisecond");
    for (Figures figures : List.of(inline, offloaded, mixed)) {
      System.out.printf(
          "figures: %-38s %5d ms, %8d rounds, %4d ticks of the loop, longest pause %4d ms%n",
          figures.run(),
          figures.millis(),
          figures.rounds(),
          figures.ticks(),
          figures.longestPauseMillis());
    }
    assertThat(inline.ticks()).isZero();
    assertThat(inline.longestPauseMillis()).isGreaterThanOrEqualTo(299);
    assertThat(offloaded.ticks()).isGreaterThan(5);
    assertThat(mixed.ticks()).isGreaterThan(5);
  }

  @Test
  void costOfACall_isPrinted() throws Exception {
    int calls = 20_000;
    int done = 0;
    for (int i = 0; i < calls; i++) {
      done += Offload.cores().<Integer, RuntimeException>call(() -> 1);
    }
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      done += Offload.cores().<Integer, RuntimeException>call(() -> 1);
    }
    long fromPlatform = (System.nanoTime() - start) / calls;
    long onLoop =
        EventLoop.run(() -> {
          long begin = System.nanoTime();
          for (int i = 0; i < calls; i++) {
            Offload.cores().call(() -> 1);
          }
          return (System.nanoTime() - begin) / calls;
        });
    System.out.printf(
        "figures: a call there and back: %d ns from a platform thread, %d ns from a loop%n",
        fromPlatform, onLoop);
    assertThat(done).isEqualTo(2 * calls);
  }
}
