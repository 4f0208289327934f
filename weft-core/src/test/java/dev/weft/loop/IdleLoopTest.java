package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Waits;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class IdleLoopTest {
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  private long idOf(String name) {
    return Arrays.stream(threads.dumpAllThreads(false, false))
        .filter(info -> info.getThreadName().equals(name))
        .findFirst()
        .orElseThrow()
        .getThreadId();
  }

  @Test
  void idleLoop_takesNoTimeOfTheProcessor_andNeitherDoesItsWatchdog() throws Exception {
    try (EventLoop loop = EventLoop.start(LoopOptions.named("idle"))) {
      var waiting = new CountDownLatch(2);
      loop.submit(
          "waits",
          () -> {
            waiting.countDown();
            return Waits.forever();
          });
      loop.submit(
          "reads",
          () -> {
            try (var server = new java.net.ServerSocket(0)) {
              waiting.countDown();
              return server.accept();
            }
          });
      waiting.await();
      Waits.until("both wait", () -> loop.stats().timers() == 1 && loop.stats().queued() == 0);
      Thread.sleep(Duration.ofMillis(300));
      long carrier = idOf("idle");
      long watchdog = idOf("weft-watchdog");
      long switches = loop.stats().switches();
      long before = threads.getThreadCpuTime(carrier);
      long watchdogBefore = threads.getThreadCpuTime(watchdog);
      Thread.sleep(Duration.ofSeconds(1));
      assertThat(threads.getThreadCpuTime(carrier) - before).isLessThan(1_000_000);
      assertThat(threads.getThreadCpuTime(watchdog) - watchdogBefore).isLessThan(1_000_000);
      assertThat(loop.stats().switches()).isEqualTo(switches);
    }
  }
}
