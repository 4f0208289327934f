package dev.weft.bench.micro;

import dev.weft.bench.core.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.StructuredTaskScope.TimeoutException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// The JDK's structured concurrency, a preview.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ScopePeer {
  private final Duration budget = Duration.ofSeconds(5);
  private final Duration moment = Duration.ofMillis(1);

  /// Subtasks cannot be awaited one by one, so each has a scope.
  @Benchmark
  @OperationsPerInvocation(Times.START)
  public int start() throws InterruptedException {
    int sum = 0;
    for (int i = 0; i < Times.START; i++) {
      try (var scope = StructuredTaskScope.open()) {
        Subtask<Integer> subtask = scope.fork(() -> 1);
        scope.join();
        sum += subtask.get();
      }
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(Times.DEADLINE)
  public int deadline() throws InterruptedException {
    int sum = 0;
    for (int i = 0; i < Times.DEADLINE; i++) {
      try (var scope =
          StructuredTaskScope.open(
              Joiner.<Integer>awaitAllSuccessfulOrThrow(), with -> with.withTimeout(budget))) {
        Subtask<Integer> subtask = scope.fork(() -> 1);
        scope.join();
        sum += subtask.get();
      }
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(Times.EXPIRY)
  public int expiry() throws InterruptedException {
    int expired = 0;
    for (int i = 0; i < Times.EXPIRY; i++) {
      try (var scope =
          StructuredTaskScope.open(
              Joiner.<Boolean>awaitAllSuccessfulOrThrow(), with -> with.withTimeout(moment))) {
        scope.fork(() -> {
          Thread.sleep(5_000);
          return true;
        });
        scope.join();
      } catch (TimeoutException e) {
        expired++;
      }
    }
    return expired;
  }

  /// Two subtasks that yield to each other.
  @Benchmark
  @OperationsPerInvocation(Times.SWITCH)
  @SuppressWarnings("ThreadPriorityCheck") // yielding is what is measured
  public int yielding() throws InterruptedException {
    try (var scope = StructuredTaskScope.open()) {
      List<Subtask<Integer>> sides = new ArrayList<>();
      for (int side = 0; side < 2; side++) {
        sides.add(
            scope.fork(() -> {
              for (int i = 0; i < Times.SWITCH / 2; i++) {
                Thread.yield();
              }
              return 1;
            }));
      }
      scope.join();
      return sides.size();
    }
  }
}
