package dev.weft.http;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.Assertions;

/// Waits for what another thread is about to do, with a bound.
final class Polling {
  private Polling() {}

  static void until(Duration bound, String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + bound.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - end > 0) {
        Assertions.fail("not within " + bound.toMillis() + " ms: " + what);
      }
      LockSupport.parkNanos(500_000);
    }
  }

  static void until(String what, Callable<Boolean> condition) throws Exception {
    until(Duration.ofSeconds(10), what, condition);
  }
}
