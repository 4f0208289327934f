package dev.weft.bench.micro;

import dev.weft.bench.core.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Virtual threads and what the JDK has for them. Its queues let whoever comes first pass, Weft's
/// channels serve those who wait in order.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("ThreadPriorityCheck") // yielding is what is measured
public class ThreadsPeer {

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Benchmark
  @OperationsPerInvocation(Times.PING_PONG)
  public int pingPong() throws InterruptedException {
    BlockingQueue<Integer> pings = new ArrayBlockingQueue<>(1);
    BlockingQueue<Integer> pongs = new ArrayBlockingQueue<>(1);
    Thread answer = Turn.start(() -> pongs.put(pings.take()), Times.PING_PONG / 2);
    int sum = 0;
    for (int i = 0; i < Times.PING_PONG / 2; i++) {
      pings.put(1);
      sum += pongs.take();
    }
    answer.join();
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(Times.SEMAPHORE)
  public int semaphore() throws InterruptedException {
    var permits = new Semaphore(Times.PERMITS, true);
    List<Thread> rivals = new ArrayList<>();
    for (int i = 0; i < Times.RIVALS; i++) {
      rivals.add(
          Turn.start(
              () -> {
                permits.acquire();
                try {
                  Thread.yield();
                } finally {
                  permits.release();
                }
              },
              Times.SEMAPHORE / Times.RIVALS));
    }
    join(rivals);
    return Times.SEMAPHORE;
  }

  @Benchmark
  @OperationsPerInvocation(Times.CHANNEL)
  public int channel() throws InterruptedException {
    BlockingQueue<Integer> items = new ArrayBlockingQueue<>(Times.CAPACITY);
    List<Thread> sides = new ArrayList<>();
    for (int side = 0; side < Times.SIDES; side++) {
      sides.add(Turn.start(() -> items.put(1), Times.CHANNEL / Times.SIDES));
      sides.add(Turn.start(items::take, Times.CHANNEL / Times.SIDES));
    }
    join(sides);
    return Times.CHANNEL;
  }

  /// The JDK's own bounded map. It keeps the order.
  @Benchmark
  @OperationsPerInvocation(Times.BATCH)
  public long batch(Items items) {
    return IntStream.range(0, items.count)
        .boxed()
        .gather(Gatherers.mapConcurrent(Times.CONCURRENCY, item -> item + 1))
        .mapToLong(Integer::longValue)
        .sum();
  }
}
