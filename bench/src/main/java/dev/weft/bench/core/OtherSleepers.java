package dev.weft.bench.core;

import dev.weft.bench.kotlin.Coroutines;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/// What sleeps without a thread: the peers of the sleepers.
sealed interface OtherSleepers {

  static OtherSleepers of(String kind) {
    return switch (kind) {
      case "coroutines" -> new Suspended();
      case "delays" -> new Delays();
      case "timers" -> new LoopTimers(Vertx.vertx());
      default -> throw new IllegalArgumentException("no sleepers \"" + kind + "\"");
    };
  }

  /// Has so many sleep, and returns when all do.
  ///
  /// @return ends them, if they do not end by themselves
  Runnable start(int count, long millis) throws InterruptedException;

  /// Has so many sleep, and returns when all have ended.
  void nap(int count, long millis) throws InterruptedException;

  /// Kotlin's.
  final class Suspended implements OtherSleepers {
    @Override
    public Runnable start(int count, long millis) throws InterruptedException {
      var sleepers = new Coroutines.Sleepers(count, millis);
      sleepers.awaitAsleep();
      return sleepers::cancel;
    }

    @Override
    public void nap(int count, long millis) {
      new Coroutines.Sleepers(count, millis).join();
    }
  }

  /// Reactor's, which are timers.
  final class Delays implements OtherSleepers {
    @Override
    public Runnable start(int count, long millis) {
      List<Disposable> delays = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        delays.add(Mono.delay(Duration.ofMillis(millis)).subscribe());
      }
      return () -> delays.forEach(Disposable::dispose);
    }

    @Override
    public void nap(int count, long millis) throws InterruptedException {
      var left = new CountDownLatch(count);
      for (int i = 0; i < count; i++) {
        Mono.delay(Duration.ofMillis(millis)).subscribe(slept -> left.countDown());
      }
      left.await();
    }
  }

  /// Vert.x's, which are timers of one event loop.
  ///
  /// @param vertx it
  record LoopTimers(Vertx vertx) implements OtherSleepers {
    @Override
    public Runnable start(int count, long millis) throws InterruptedException {
      var set = new CountDownLatch(1);
      vertx.runOnContext(v -> {
        for (int i = 0; i < count; i++) {
          vertx.setTimer(millis, id -> {});
        }
        set.countDown();
      });
      set.await();
      return vertx::close;
    }

    @Override
    public void nap(int count, long millis) throws InterruptedException {
      var left = new CountDownLatch(count);
      vertx.runOnContext(v -> {
        for (int i = 0; i < count; i++) {
          vertx.setTimer(millis, id -> left.countDown());
        }
      });
      left.await();
    }
  }
}
