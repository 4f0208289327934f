package dev.weft.bench.core;

import dev.weft.TaskGroup;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Starts a thread that does nearly nothing, and waits for its result, one after the other.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StartJoin {
  static final int OPS = Times.START;

  private final Work work = new Work(1);

  /// Where a bare thread leaves its result; the end of the thread publishes it.
  private int result;

  /// A task of a group that is there already.
  @Benchmark
  @OperationsPerInvocation(OPS)
  public int task() throws InterruptedException {
    return TaskGroup.run(group -> {
      int sum = 0;
      for (int i = 0; i < OPS; i++) {
        sum += group.start("task", work).await();
      }
      return sum;
    });
  }

  /// A task of a group that is opened for it, and joined by the end of the group.
  @Benchmark
  @OperationsPerInvocation(OPS)
  public int group() throws InterruptedException {
    int sum = 0;
    for (int i = 0; i < OPS; i++) {
      sum += TaskGroup.run(group -> group.start("task", work)).await();
    }
    return sum;
  }

  /// A bare virtual thread that is joined.
  @Benchmark
  @OperationsPerInvocation(OPS)
  public int thread() throws InterruptedException {
    int sum = 0;
    for (int i = 0; i < OPS; i++) {
      Thread.ofVirtual().start(() -> result = work.call()).join();
      sum += result;
    }
    return sum;
  }

  /// A bare virtual thread that counts a latch down.
  @Benchmark
  @OperationsPerInvocation(OPS)
  public int latch() throws InterruptedException {
    int sum = 0;
    for (int i = 0; i < OPS; i++) {
      var done = new CountDownLatch(1);
      Thread.ofVirtual()
          .start(() -> {
            result = work.call();
            done.countDown();
          });
      done.await();
      sum += result;
    }
    return sum;
  }
}
