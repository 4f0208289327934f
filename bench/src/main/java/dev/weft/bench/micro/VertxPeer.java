package dev.weft.bench.micro;

import dev.weft.bench.core.Times;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Vert.x, on one of its event loops.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VertxPeer {
  private final Vertx vertx = Vertx.vertx();

  // With promises of its own, as Vert.x's clients have them: their timers are those of the loop.
  private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();

  @TearDown
  public void close() throws InterruptedException, ExecutionException {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private Future<Integer> work(int result) {
    Promise<Integer> promise = context.promise();
    context.runOnContext(v -> promise.complete(result));
    return promise.future();
  }

  private interface Step {
    Future<Integer> run();
  }

  /// Does a step that often, one after the other, on the event loop.
  private int repeat(int times, Step step) throws InterruptedException, ExecutionException {
    Promise<Integer> done = Promise.promise();
    context.runOnContext(v -> next(times, 0, step, done));
    return done.future().toCompletionStage().toCompletableFuture().get();
  }

  private void next(int left, int sum, Step step, Promise<Integer> done) {
    if (left == 0) {
      done.complete(sum);
    } else {
      step.run().onComplete(result -> next(left - 1, sum + result, step, done), done::tryFail);
    }
  }

  @Benchmark
  @OperationsPerInvocation(Times.START)
  public int start() throws InterruptedException, ExecutionException {
    return repeat(Times.START, () -> work(1));
  }

  /// How many at once.
  @State(Scope.Benchmark)
  public static class Sizes {
    @Param({"3", "10", "1000"})
    public int size;
  }

  @Benchmark
  @OperationsPerInvocation(Times.GATHER)
  public int gather(Sizes sizes) throws InterruptedException, ExecutionException {
    return repeat(
        Times.GATHER,
        () -> {
          List<Future<Integer>> works =
              IntStream.range(0, sizes.size).mapToObj(this::work).toList();
          return Future.all(works)
              .map(all -> all.<Integer>list().stream().mapToInt(Integer::intValue).sum());
        });
  }

  /// A step that yields to whoever else is on the event loop.
  @Benchmark
  @OperationsPerInvocation(Times.SWITCH)
  public void yielding() throws InterruptedException {
    var both = new CountDownLatch(2);
    for (int side = 0; side < 2; side++) {
      context.runOnContext(v -> turn(Times.SWITCH / 2, both));
    }
    both.await();
  }

  private void turn(int left, CountDownLatch both) {
    if (left == 0) {
      both.countDown();
    } else {
      context.runOnContext(v -> turn(left - 1, both));
    }
  }

  @Benchmark
  @OperationsPerInvocation(Times.DEADLINE)
  public int deadline() throws InterruptedException, ExecutionException {
    Promise<Integer> done = Promise.promise();
    context.runOnContext(v -> {
      int sum = 0;
      for (int i = 0; i < Times.DEADLINE; i++) {
        Promise<Integer> promise = context.promise();
        Future<Integer> limited = promise.future().timeout(5, TimeUnit.SECONDS);
        promise.complete(1);
        sum += limited.result();
      }
      done.complete(sum);
    });
    return done.future().toCompletionStage().toCompletableFuture().get();
  }

  @Benchmark
  @OperationsPerInvocation(Times.EXPIRY)
  public int expiry() throws InterruptedException, ExecutionException {
    return repeat(
        Times.EXPIRY,
        () -> {
          Timer sleep = vertx.timer(5, TimeUnit.SECONDS);
          return context
              .<Integer>promise()
              .future()
              .timeout(1, TimeUnit.MILLISECONDS)
              .otherwise(late -> sleep.cancel() ? 1 : 0);
        });
  }

  /// Ten thousand timers of the loop.
  @State(Scope.Benchmark)
  public static class Sleeping {
    private final long[] timers = new long[Times.CANCELLED];

    @Setup(Level.Invocation)
    public void start(VertxPeer peer) throws InterruptedException {
      peer.onLoop(() -> {
        for (int i = 0; i < timers.length; i++) {
          timers[i] = peer.vertx.setTimer(3_600_000, id -> {});
        }
      });
    }
  }

  /// A timer has no end that could be waited for.
  @Benchmark
  public void cancel(Sleeping sleeping) throws InterruptedException {
    onLoop(() -> {
      for (long timer : sleeping.timers) {
        vertx.cancelTimer(timer);
      }
    });
  }

  private void onLoop(Runnable action) throws InterruptedException {
    var done = new CountDownLatch(1);
    context.runOnContext(v -> {
      action.run();
      done.countDown();
    });
    done.await();
  }
}
