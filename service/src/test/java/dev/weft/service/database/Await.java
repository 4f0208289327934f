package dev.weft.service.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/// Waits for a condition, within a bound.
final class Await {

  private Await() {}

  /// Returns after how long it held.
  static Duration until(String what, Duration bound, Callable<Boolean> condition) throws Exception {
    long begun = System.nanoTime();
    boolean holds = condition.call();
    while (!holds && System.nanoTime() - begun < bound.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(2);
      holds = condition.call();
    }
    assertThat(holds).as("%s within %s", what, bound).isTrue();
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
