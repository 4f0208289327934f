package dev.weft.bench.micro;

import dev.weft.bench.core.Times;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Bucket4j's token bucket, with virtual threads that want tokens of which there are enough.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BucketPeer {

  @Benchmark
  @OperationsPerInvocation(Times.SEMAPHORE)
  public int rateLimiter() throws InterruptedException {
    Bucket bucket =
        Bucket.builder()
            .withNanosecondPrecision()
            .addLimit(limit ->
                limit
                    .capacity(100L * Times.SEMAPHORE)
                    .refillGreedy(100L * Times.SEMAPHORE, Duration.ofMillis(1)))
            .build();
    List<Thread> rivals = new ArrayList<>();
    for (int i = 0; i < Times.RIVALS; i++) {
      rivals.add(Turn.start(() -> bucket.asBlocking().consume(1), Times.SEMAPHORE / Times.RIVALS));
    }
    for (Thread rival : rivals) {
      rival.join();
    }
    return Times.SEMAPHORE;
  }
}
