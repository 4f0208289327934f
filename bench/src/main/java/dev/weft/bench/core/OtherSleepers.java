package dev.weft.bench.core;

import dev.weft.bench.kotlin.Coroutines;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/// What sleeps without a thread: the peers of the sleepers.
///
/// @param untilAllSleep waits until they do
/// @param atTheEnd ends them
record OtherSleepers(Wait untilAllSleep, Runnable atTheEnd) {

  /// Waits for something.
  @FunctionalInterface
  interface Wait {
    void await() throws InterruptedException;
  }

  static OtherSleepers start(String kind, int count) {
    return switch (kind) {
      case "coroutines" -> {
        var sleepers = new Coroutines.Sleepers(count);
        yield new OtherSleepers(sleepers::awaitAsleep, sleepers::cancel);
      }
      case "monos" -> {
        List<Disposable> delays = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          delays.add(Mono.delay(Duration.ofHours(1)).subscribe());
        }
        yield new OtherSleepers(() -> {}, () -> delays.forEach(Disposable::dispose));
      }
      case "timers" -> {
        Vertx vertx = Vertx.vertx();
        for (int i = 0; i < count; i++) {
          vertx.setTimer(3_600_000, id -> {});
        }
        yield new OtherSleepers(() -> {}, vertx::close);
      }
      default -> throw new IllegalArgumentException("no sleepers \"" + kind + "\"");
    };
  }

  void awaitAsleep() throws InterruptedException {
    untilAllSleep.await();
  }

  void end() {
    atTheEnd.run();
  }
}
