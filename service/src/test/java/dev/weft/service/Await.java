package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/// Waits for a condition, within a bound.
final class Await {
  private Await() {}

  static void until(String what, Duration bound, Callable<Boolean> condition) throws Exception {
    long begun = System.nanoTime();
    boolean holds = condition.call();
    while (!holds && System.nanoTime() - begun < bound.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(5);
      holds = condition.call();
    }
    assertThat(holds).as("%s within %s", what, bound).isTrue();
  }
}
