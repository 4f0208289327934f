package dev.weft.bench.micro;

import dev.weft.bench.core.Times;
import dev.weft.bench.kotlin.Coroutines;
import java.util.concurrent.TimeUnit;
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

/// Kotlin's coroutines: on the threads of `Dispatchers.Default`, or on one.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KotlinPeer {
  @Param({"false", "true"})
  public boolean oneThread;

  @Benchmark
  @OperationsPerInvocation(Times.START)
  public int start() {
    return Coroutines.start(Times.START, oneThread);
  }

  @Benchmark
  @OperationsPerInvocation(Times.SWITCH)
  public int yielding() {
    return Coroutines.takeTurns(Times.SWITCH, oneThread);
  }

  @Benchmark
  @OperationsPerInvocation(Times.PING_PONG)
  public int pingPong() {
    return Coroutines.pingPong(Times.PING_PONG, oneThread);
  }

  @Benchmark
  @OperationsPerInvocation(Times.DEADLINE)
  public int deadline() {
    return Coroutines.deadline(Times.DEADLINE, oneThread);
  }

  @Benchmark
  @OperationsPerInvocation(Times.EXPIRY)
  public int expiry() {
    return Coroutines.expiry(Times.EXPIRY);
  }

  @Benchmark
  @OperationsPerInvocation(Times.SEMAPHORE)
  public int semaphore() {
    return Coroutines.semaphore(Times.RIVALS, Times.SEMAPHORE, oneThread);
  }

  @Benchmark
  @OperationsPerInvocation(Times.CHANNEL)
  public int channel() {
    return Coroutines.channel(Times.SIDES, Times.CHANNEL, oneThread);
  }

  @Benchmark
  @OperationsPerInvocation(Times.BATCH)
  public long batch(Items items) {
    return Coroutines.batch(Times.CONCURRENCY, items.count, false);
  }

  @Benchmark
  @OperationsPerInvocation(Times.BATCH)
  public long flowBatch(Items items) {
    return Coroutines.batchOfFlows(Times.CONCURRENCY, items.count);
  }

  @Benchmark
  @OperationsPerInvocation(Times.YIELDING_BATCH)
  public long yieldingBatch() {
    return Coroutines.batch(Times.CONCURRENCY, Times.YIELDING_BATCH, true);
  }

  /// How many at once.
  @State(Scope.Benchmark)
  public static class Sizes {
    @Param({"3", "10", "1000"})
    public int size;
  }

  @Benchmark
  @OperationsPerInvocation(Times.GATHER)
  public int gather(Sizes sizes) {
    return Coroutines.gather(sizes.size, Times.GATHER, oneThread);
  }

  @Benchmark
  @OperationsPerInvocation(Times.GATHER)
  public int gatherUndispatched(Sizes sizes) {
    return Coroutines.gatherUndispatched(sizes.size, Times.GATHER, oneThread);
  }

  @Benchmark
  @OperationsPerInvocation(Times.GATHER)
  public int gatherYielding(Sizes sizes) {
    return Coroutines.gatherYielding(sizes.size, Times.GATHER, oneThread);
  }

  @Benchmark
  @OperationsPerInvocation(Times.START)
  public int groupOfOne() {
    return Coroutines.groupOfOne(Times.START, oneThread);
  }

  /// Ten thousand that sleep.
  @State(Scope.Benchmark)
  public static class Sleeping {
    private Coroutines.Sleepers sleepers = new Coroutines.Sleepers(0, 0);

    @Setup(Level.Invocation)
    public void start() {
      sleepers = new Coroutines.Sleepers(Times.CANCELLED, 3_600_000);
      sleepers.awaitAsleep();
    }
  }

  @Benchmark
  public void cancel(Sleeping sleeping) {
    sleeping.sleepers.cancel();
  }
}
