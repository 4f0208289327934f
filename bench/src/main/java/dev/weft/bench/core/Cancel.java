package dev.weft.bench.core;

import dev.weft.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Cancels sleeping tasks, or interrupts sleeping bare threads, and waits for the end of all.
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Cancel {
  static final int SLEEPERS = Times.CANCELLED;

  /// A group that sleeps.
  @State(Scope.Benchmark)
  public static class Group {
    private @Nullable Thread owner;
    private volatile @Nullable TaskGroup group;

    @Setup(Level.Invocation)
    public void start() throws InterruptedException {
      var sleepers = new Sleepers(SLEEPERS);
      owner =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  TaskGroup.run(opened -> {
                    sleepers.start(opened);
                    group = opened;
                    return null;
                  });
                } catch (InterruptedException e) {
                  // By its own cancel(), as is meant.
                }
              });
      sleepers.awaitAsleep();
      while (group == null) {
        Thread.onSpinWait();
      }
    }
  }

  /// Bare threads that sleep.
  @State(Scope.Benchmark)
  public static class Threads {
    private List<Thread> threads = new ArrayList<>();

    @Setup(Level.Invocation)
    public void start() throws InterruptedException {
      var sleepers = new Sleepers(SLEEPERS);
      threads = sleepers.startBare();
      sleepers.awaitAsleep();
    }
  }

  @Benchmark
  public void tasks(Group sleeping) throws InterruptedException {
    TaskGroup group = sleeping.group;
    Thread owner = sleeping.owner;
    if (group == null || owner == null) {
      throw new IllegalStateException("nobody sleeps");
    }
    group.cancel("the benchmark is over");
    owner.join();
    sleeping.group = null;
  }

  @Benchmark
  public void threads(Threads sleeping) throws InterruptedException {
    for (Thread thread : sleeping.threads) {
      thread.interrupt();
    }
    for (Thread thread : sleeping.threads) {
      thread.join();
    }
  }
}
