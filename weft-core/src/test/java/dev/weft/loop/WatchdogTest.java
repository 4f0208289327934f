package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Waits;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private static final long MILLI = 1_000_000;
  private static final long MINUTE = 60_000 * MILLI;

  private final AtomicInteger looks = new AtomicInteger();
  private volatile long wait;

  private final Watchdog.Watched watched =
      (_, _) -> {
        looks.incrementAndGet();
        return wait;
      };

  @AfterEach
  void unwatch() {
    Watchdog.unwatch(watched);
  }

  private void watch(long nanos) throws InterruptedException {
    wait = nanos;
    Watchdog.watch(watched);
    Waits.until("it is looked at", () -> looks.get() > 0);
  }

  @Test
  void whatBecomesActive_isLookedAtInTime_whileTheWatchdogSleepsForSomethingLater()
      throws Exception {
    watch(MINUTE);
    for (int i = 0; i < 3; i++) {
      int before = looks.get();
      Watchdog.wake(System.nanoTime() + MILLI);
      Waits.until("it is looked at again", () -> looks.get() > before);
    }
  }

  @Test
  void whatIsActiveForMomentsOnly_doesNotWakeTheWatchdogEachTime() throws Exception {
    watch(Long.MAX_VALUE);
    int before = looks.get();
    for (int i = 0; i < 200; i++) {
      Watchdog.wake(System.nanoTime() + MINUTE);
      LockSupport.parkNanos(MILLI);
    }
    assertThat(looks.get() - before).isLessThan(50);
  }
}
