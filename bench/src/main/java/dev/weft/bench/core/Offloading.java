package dev.weft.bench.core;

import dev.weft.Offload;
import dev.weft.TaskGroup;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// A job that computes for some 20 ms on the thread of its caller or offloaded; what a task that
/// wants to run every 10 ms gets to do meanwhile; and what the way there and back costs.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Offloading {
  static final int OPS = 1_000;

  private static final int JOBS = 4;
  private static final int TICKS = 8;
  private static final long TICK_MILLIS = 10;
  private static final int ROUNDS = 12_000_000;

  private final Work work = new Work(1);
  private volatile long seed = 1;

  private long compute() {
    long x = seed;
    for (int i = 0; i < ROUNDS; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    return x;
  }

  /// The job alone, on the calling thread.
  @Benchmark
  public long inline() {
    return compute();
  }

  /// The job alone, offloaded.
  @Benchmark
  public long offloaded() throws InterruptedException {
    return Offload.cores().call(this::compute);
  }

  /// One tick of a task, while others compute on their own threads one job after the other; an
  /// operation is one tick, which takes 10 ms if nothing is in its way.
  @Benchmark
  @OperationsPerInvocation(TICKS)
  public int tickBesideInline() throws InterruptedException {
    return TaskGroup.run(group -> {
      for (int i = 0; i < JOBS; i++) {
        group.start("job", this::compute);
      }
      return tick();
    });
  }

  /// The same while the jobs are offloaded.
  @Benchmark
  @OperationsPerInvocation(TICKS)
  public int tickBesideOffloaded() throws InterruptedException {
    return TaskGroup.run(group -> {
      for (int i = 0; i < JOBS; i++) {
        group.start("job", this::offloaded);
      }
      return tick();
    });
  }

  /// The same while there are no jobs.
  @Benchmark
  @OperationsPerInvocation(TICKS)
  public int tickAlone() throws InterruptedException {
    return tick();
  }

  private static int tick() throws InterruptedException {
    for (int i = 0; i < TICKS; i++) {
      Thread.sleep(TICK_MILLIS);
    }
    return TICKS;
  }

  /// The way there and back.
  @Benchmark
  @OperationsPerInvocation(OPS)
  public int call() throws InterruptedException {
    int sum = 0;
    for (int i = 0; i < OPS; i++) {
      sum += Offload.cores().call(work);
    }
    return sum;
  }
}
