package dev.weft.bench.micro;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.TaskGroup;
import dev.weft.bench.core.Times;
import dev.weft.flow.Batch;
import dev.weft.flow.Results;
import dev.weft.sync.Channel;
import dev.weft.sync.Limiter;
import dev.weft.sync.RateLimiter;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Weft, on workloads that the core suite does not have.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("ThreadPriorityCheck") // yielding is what is measured
public class WeftPeer {
  private final Duration moment = Duration.ofMillis(1);

  /// Two tasks and two channels; an operation is a message.
  @Benchmark
  @OperationsPerInvocation(Times.PING_PONG)
  public int pingPong() throws InterruptedException {
    var pings = Channel.<Integer>bounded("pings", 1);
    var pongs = Channel.<Integer>bounded("pongs", 1);
    return TaskGroup.run(group -> {
      group.start(
          "answer",
          () -> {
            for (int i = 0; i < Times.PING_PONG / 2; i++) {
              pongs.send(pings.receive());
            }
            return true;
          });
      int sum = 0;
      for (int i = 0; i < Times.PING_PONG / 2; i++) {
        pings.send(1);
        sum += pongs.receive();
      }
      return sum;
    });
  }

  /// A deadline of a millisecond, which expires.
  @Benchmark
  @OperationsPerInvocation(Times.EXPIRY)
  public int expiry() throws InterruptedException {
    int expired = 0;
    for (int i = 0; i < Times.EXPIRY; i++) {
      try {
        Deadline.within(
            moment,
            () -> {
              Thread.sleep(5_000);
              return true;
            });
      } catch (DeadlineExceededException e) {
        expired++;
      }
    }
    return expired;
  }

  /// A hundred tasks want ten permits of the JDK's semaphore, and yield while they have one.
  @Benchmark
  @OperationsPerInvocation(Times.SEMAPHORE)
  public int semaphore() throws InterruptedException {
    var permits = new Semaphore(Times.PERMITS, true);
    return rivals(() -> {
      permits.acquire();
      try {
        Thread.yield();
      } finally {
        permits.release();
      }
    });
  }

  /// The same with Weft's own limiter.
  @Benchmark
  @OperationsPerInvocation(Times.SEMAPHORE)
  public int limiter() throws InterruptedException {
    var permits = Limiter.of(Times.PERMITS);
    return rivals(() ->
        permits.run(() -> {
          Thread.yield();
          return true;
        }));
  }

  /// A hundred tasks pass a rate limit that is never reached.
  @Benchmark
  @OperationsPerInvocation(Times.SEMAPHORE)
  public int rateLimiter() throws InterruptedException {
    var limit = RateLimiter.of(100 * Times.SEMAPHORE, Duration.ofMillis(1));
    return rivals(limit::acquire);
  }

  private static int rivals(Turn turn) throws InterruptedException {
    return TaskGroup.run(group -> {
      for (int i = 0; i < Times.RIVALS; i++) {
        group.start(
            "rival",
            () -> {
              for (int n = 0; n < Times.SEMAPHORE / Times.RIVALS; n++) {
                turn.take();
              }
              return true;
            });
      }
      return Times.SEMAPHORE;
    });
  }

  /// Four send and four receive; an operation is an item.
  @Benchmark
  @OperationsPerInvocation(Times.CHANNEL)
  public int channel() throws InterruptedException {
    var items = Channel.<Integer>bounded("items", Times.CAPACITY);
    return TaskGroup.run(group -> {
      for (int side = 0; side < Times.SIDES; side++) {
        group.start(
            "sender",
            () -> {
              for (int i = 0; i < Times.CHANNEL / Times.SIDES; i++) {
                items.send(1);
              }
              return true;
            });
        group.start(
            "receiver",
            () -> {
              int sum = 0;
              for (int i = 0; i < Times.CHANNEL / Times.SIDES; i++) {
                sum += items.receive();
              }
              return sum;
            });
      }
      return Times.CHANNEL;
    });
  }

  /// The same with a token bucket that is never empty.
  @Benchmark
  @OperationsPerInvocation(Times.SEMAPHORE)
  public int tokenBucket() throws InterruptedException {
    var limit =
        RateLimiter.tokenBucket(100 * Times.SEMAPHORE, Duration.ofMillis(1), 100 * Times.SEMAPHORE);
    return rivals(limit::acquire);
  }

  /// Ten million items that need no time, eight at a time.
  @Benchmark
  @OperationsPerInvocation(Times.BATCH)
  public long batch(Items items) throws InterruptedException {
    return Batch.over(new Numbers(items.count))
        .concurrency(Times.CONCURRENCY)
        .asCompleted(item -> item + 1, WeftPeer::sum);
  }

  /// The same, with the results in the order of the items.
  @Benchmark
  @OperationsPerInvocation(Times.BATCH)
  public long orderedBatch(Items items) throws InterruptedException {
    return Batch.over(new Numbers(items.count))
        .concurrency(Times.CONCURRENCY)
        .inOrder(item -> item + 1, WeftPeer::sum);
  }

  /// Items whose operations yield once.
  @Benchmark
  @OperationsPerInvocation(Times.YIELDING_BATCH)
  public long yieldingBatch() throws InterruptedException {
    return Batch.over(new Numbers(Times.YIELDING_BATCH))
        .concurrency(Times.CONCURRENCY)
        .asCompleted(
            item -> {
              Thread.yield();
              return item + 1;
            },
            WeftPeer::sum);
  }

  private static long sum(Results<Integer, Integer> results) throws InterruptedException {
    long sum = 0;
    while (results.hasNext()) {
      sum += results.next().value();
    }
    return sum;
  }
}
