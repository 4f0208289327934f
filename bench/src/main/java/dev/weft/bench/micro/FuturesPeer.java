package dev.weft.bench.micro;

import dev.weft.bench.core.Times;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// `CompletableFuture`, each on a virtual thread.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FuturesPeer {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @TearDown
  public void close() {
    threads.close();
  }

  @Benchmark
  @OperationsPerInvocation(Times.START)
  public int start() {
    int sum = 0;
    for (int i = 0; i < Times.START; i++) {
      sum += CompletableFuture.supplyAsync(() -> 1, threads).join();
    }
    return sum;
  }

  /// A time limit needs a future around what it limits.
  @Benchmark
  @OperationsPerInvocation(Times.DEADLINE)
  public int deadline() {
    int sum = 0;
    for (int i = 0; i < Times.DEADLINE; i++) {
      sum += CompletableFuture.supplyAsync(() -> 1, threads).orTimeout(5, TimeUnit.SECONDS).join();
    }
    return sum;
  }

  /// What has timed out sleeps on: a future cannot break it off. Here nothing sleeps.
  @Benchmark
  @OperationsPerInvocation(Times.EXPIRY)
  public int expiry() throws InterruptedException {
    int expired = 0;
    for (int i = 0; i < Times.EXPIRY; i++) {
      try {
        new CompletableFuture<Integer>().orTimeout(1, TimeUnit.MILLISECONDS).get();
      } catch (ExecutionException e) {
        expired++;
      }
    }
    return expired;
  }
}
