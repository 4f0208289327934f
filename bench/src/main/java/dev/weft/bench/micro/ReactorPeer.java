package dev.weft.bench.micro;

import dev.weft.bench.core.Times;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Reactor, on its parallel scheduler, which is for what does not block.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReactorPeer {
  private static final Duration BUDGET = Duration.ofSeconds(5);
  private static final Duration MOMENT = Duration.ofMillis(1);

  private static Mono<Integer> work(int result) {
    return Mono.fromSupplier(() -> result).subscribeOn(Schedulers.parallel());
  }

  /// One after the other on one thread, which never waits.
  @Benchmark
  @OperationsPerInvocation(Times.START)
  public Integer start() {
    return Flux.range(0, Times.START)
        .concatMap(i -> Mono.fromSupplier(() -> 1).subscribeOn(Schedulers.single()))
        .reduce(0, Integer::sum)
        .block();
  }

  /// How many at once.
  @State(Scope.Benchmark)
  public static class Sizes {
    @Param({"3", "10", "1000"})
    public int size;
  }

  @Benchmark
  @OperationsPerInvocation(Times.GATHER)
  public Integer gather(Sizes sizes) {
    return Flux.range(0, Times.GATHER)
        .concatMap(i -> {
          List<Mono<Integer>> works =
              IntStream.range(0, sizes.size).mapToObj(ReactorPeer::work).toList();
          return Mono.zip(works, results -> Stream.of(results).mapToInt(n -> (Integer) n).sum());
        })
        .reduce(0, Integer::sum)
        .block();
  }

  @Benchmark
  @OperationsPerInvocation(Times.DEADLINE)
  public Integer deadline() {
    return Flux.range(0, Times.DEADLINE)
        .concatMap(i -> Mono.fromSupplier(() -> 1).timeout(BUDGET))
        .reduce(0, Integer::sum)
        .block();
  }

  @Benchmark
  @OperationsPerInvocation(Times.EXPIRY)
  public Integer expiry() {
    return Flux.range(0, Times.EXPIRY)
        .concatMap(i ->
            Mono.delay(BUDGET)
                .map(Long::intValue)
                .timeout(MOMENT)
                .onErrorResume(TimeoutException.class, e -> Mono.just(1)))
        .reduce(0, Integer::sum)
        .block();
  }

  @Benchmark
  @OperationsPerInvocation(Times.BATCH)
  public Long batch(Items items) {
    return Flux.range(0, items.count)
        .parallel(Times.CONCURRENCY)
        .runOn(Schedulers.parallel())
        .map(item -> item + 1)
        .sequential()
        .reduce(0L, Long::sum)
        .block();
  }

  /// Ten thousand that wait.
  @State(Scope.Benchmark)
  public static class Sleeping {
    private Disposable all = Disposables.disposed();

    @Setup(Level.Invocation)
    public void start() {
      var subscriptions = Disposables.composite();
      for (int i = 0; i < Times.CANCELLED; i++) {
        subscriptions.add(Mono.delay(Duration.ofHours(1)).subscribe());
      }
      all = subscriptions;
    }
  }

  /// A delay has no end that could be waited for.
  @Benchmark
  public void cancel(Sleeping sleeping) {
    sleeping.all.dispose();
  }
}
