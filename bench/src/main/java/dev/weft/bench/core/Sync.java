package dev.weft.bench.core;

import dev.weft.TaskGroup;
import dev.weft.sync.Channel;
import dev.weft.sync.Limiter;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What tasks meet at.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Sync {
  static final int OPS = 2_000;
  private static final int CAPACITY = 16;

  private final Limiter limiter = Limiter.of(10);
  private final Semaphore semaphore = new Semaphore(10, true);
  private final Channel<Integer> channel = Channel.bounded(CAPACITY);
  private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final Work work = new Work(1);

  /// A permit that is free is taken and given back.
  @Benchmark
  @OperationsPerInvocation(OPS)
  public int limiter() throws InterruptedException {
    int sum = 0;
    for (int i = 0; i < OPS; i++) {
      limiter.acquire();
      sum += work.call();
      limiter.release();
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(OPS)
  public int semaphore() throws InterruptedException {
    int sum = 0;
    for (int i = 0; i < OPS; i++) {
      semaphore.acquire();
      sum += work.call();
      semaphore.release();
    }
    return sum;
  }

  /// An item goes from one task to another; the channel is full and empty by turns.
  @Benchmark
  @OperationsPerInvocation(OPS)
  public int channel() throws InterruptedException {
    return TaskGroup.run(group -> {
      group.start(
          "sender",
          () -> {
            for (int i = 0; i < OPS; i++) {
              channel.send(work.call());
            }
            return OPS;
          });
      int sum = 0;
      for (int i = 0; i < OPS; i++) {
        sum += channel.receive();
      }
      return sum;
    });
  }

  @Benchmark
  @OperationsPerInvocation(OPS)
  public int queue() throws InterruptedException {
    return TaskGroup.run(group -> {
      group.start(
          "sender",
          () -> {
            for (int i = 0; i < OPS; i++) {
              queue.put(work.call());
            }
            return OPS;
          });
      int sum = 0;
      for (int i = 0; i < OPS; i++) {
        sum += queue.take();
      }
      return sum;
    });
  }
}
