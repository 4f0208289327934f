package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.Waits;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

@SuppressWarnings("ThreadPriorityCheck") // what yields is the subject
class LoopStatsTest {

  @Test
  void queueAndTimers_areThoseOfTheMoment() throws Exception {
    try (EventLoop loop = EventLoop.start(LoopOptions.named("figures"))) {
      LoopStats stats =
          loop.call(
              "main",
              () ->
                  TaskGroup.run(group -> {
                    // The caller has let go of the host's lock, on which a later look would wait.
                    assertThat(loop.stats().tasks()).isEqualTo(1);
                    for (int i = 0; i < 5; i++) {
                      group.start(Waits::forever);
                    }
                    Thread.yield();
                    for (int i = 0; i < 3; i++) {
                      group.start(() -> 1);
                    }
                    LoopStats now = loop.stats();
                    group.cancel("seen");
                    return now;
                  }));
      assertThat(stats.loop()).isEqualTo("figures");
      assertThat(stats.tasks()).isEqualTo(1);
      assertThat(stats.timers()).isEqualTo(5);
      // The three and the one that asks.
      assertThat(stats.queued()).isEqualTo(4);
      Waits.until("all is over", () -> loop.stats().queued() == 0 && loop.stats().timers() == 0);
    }
  }

  @Test
  void whatOtherThreadsHandIn_isQueuedWhileATaskKeepsTheLoop() throws Exception {
    try (EventLoop loop = EventLoop.start()) {
      var blocked = new CountDownLatch(1);
      var over = new AtomicBoolean();
      Task<?> hog =
          loop.submit(
              "hog",
              () -> {
                blocked.countDown();
                while (!over.get()) {
                  Thread.onSpinWait();
                }
                return null;
              });
      blocked.await();
      for (int i = 0; i < 10; i++) {
        loop.submit("waits", () -> 1);
      }
      assertThat(loop.stats().queued()).isEqualTo(11);
      assertThat(loop.stats().tasks()).isEqualTo(11);
      over.set(true);
      hog.await();
    }
  }

  @Test
  void switches_areCounted() throws Exception {
    EventLoop.run(() -> {
      EventLoop loop = EventLoop.current().orElseThrow();
      long before = loop.stats().switches();
      for (int i = 0; i < 1_000; i++) {
        Thread.yield();
      }
      assertThat(loop.stats().switches() - before).isBetween(1_000L, 1_010L);
      return null;
    });
  }

  @Test
  void longestRun_isThatOfAnyTaskSoFar() throws Exception {
    try (EventLoop loop = EventLoop.start()) {
      loop.call(
          "computes",
          () -> {
            long end = System.nanoTime() + Duration.ofMillis(20).toNanos();
            while (System.nanoTime() < end) {
              Thread.onSpinWait();
            }
            return null;
          });
      Waits.until(
          "it is measured", () -> loop.stats().longestRun().compareTo(Duration.ofMillis(20)) >= 0);
    }
  }
}
