package dev.weft.bench.core;

import dev.weft.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Enters and leaves a deadline that does not expire.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DeadlineCost {
  static final int OPS = Times.DEADLINE;

  private final Duration outer = Duration.ofSeconds(30);
  private final Duration budget = Duration.ofSeconds(5);
  private final Work work = new Work(1);

  /// One deadline.
  @Benchmark
  @OperationsPerInvocation(OPS)
  public int within() throws InterruptedException {
    int sum = 0;
    for (int i = 0; i < OPS; i++) {
      sum += Deadline.within(budget, work);
    }
    return sum;
  }

  /// One deadline inside another.
  @Benchmark
  @OperationsPerInvocation(OPS)
  public int nested() throws InterruptedException {
    return Deadline.within(outer, this::within);
  }
}
