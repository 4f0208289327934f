package dev.weft.http;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.Assertions;

/// Waits for what another thread is about to do, with a bound.
final class Polling {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private Polling() {}

  static void until(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + BOUND.toNanos();
    boolean isLate = false;
    while (!condition.call()) {
      if (isLate) {
        Assertions.fail("not within " + BOUND.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(500_000);
      isLate = System.nanoTime() - end > 0;
    }
  }
}
