package dev.weft.bench.core;

import dev.weft.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Runs several operations at once, which do not block, or yield once, and has all their results.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Gather {
  static final int OPS = Times.GATHER;

  @Param({"3", "10", "100"})
  public int size;

  /// Whether each operation yields, which a plain call cannot do for others.
  @Param({"false", "true"})
  public boolean yields;

  private final List<Work> works = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @Setup
  public void fill() {
    for (int i = 0; i < size; i++) {
      works.add(new Work(i, yields));
    }
  }

  @TearDown
  public void close() {
    threads.close();
  }

  /// Weft.
  @Benchmark
  @OperationsPerInvocation(OPS)
  public int weft() throws InterruptedException {
    int sum = 0;
    for (int i = 0; i < OPS; i++) {
      sum += total(Tasks.gather(works));
    }
    return sum;
  }

  /// The JDK's structured concurrency.
  @Benchmark
  @OperationsPerInvocation(OPS)
  public int scope() throws InterruptedException {
    int sum = 0;
    for (int i = 0; i < OPS; i++) {
      try (var scope = StructuredTaskScope.open()) {
        List<Subtask<Integer>> subtasks = new ArrayList<>(size);
        for (Work work : works) {
          subtasks.add(scope.fork(work));
        }
        scope.join();
        List<Integer> results = new ArrayList<>(size);
        for (Subtask<Integer> subtask : subtasks) {
          results.add(subtask.get());
        }
        sum += total(results);
      }
    }
    return sum;
  }

  /// Futures, each on a virtual thread.
  @Benchmark
  @OperationsPerInvocation(OPS)
  public int futures() throws InterruptedException, ExecutionException {
    int sum = 0;
    for (int i = 0; i < OPS; i++) {
      CompletableFuture<?>[] futures = new CompletableFuture<?>[size];
      for (int n = 0; n < size; n++) {
        futures[n] = CompletableFuture.supplyAsync(works.get(n), threads);
      }
      CompletableFuture.allOf(futures).get();
      List<Integer> results = new ArrayList<>(size);
      for (CompletableFuture<?> future : futures) {
        results.add((Integer) future.resultNow());
      }
      sum += total(results);
    }
    return sum;
  }

  /// Bare virtual threads and a latch.
  @Benchmark
  @OperationsPerInvocation(OPS)
  public int latch() throws InterruptedException {
    int sum = 0;
    for (int i = 0; i < OPS; i++) {
      var done = new CountDownLatch(size);
      Integer[] results = new Integer[size];
      for (int n = 0; n < size; n++) {
        int at = n;
        Thread.ofVirtual()
            .start(() -> {
              results[at] = works.get(at).call();
              done.countDown();
            });
      }
      done.await();
      sum += total(List.of(results));
    }
    return sum;
  }

  private static int total(List<Integer> results) {
    int total = 0;
    for (Integer result : results) {
      total += result;
    }
    return total;
  }
}
