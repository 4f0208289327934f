package dev.weft.bench.core;

import dev.weft.TaskGroup;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Two tasks, or two bare virtual threads, that take turns; an operation is one switch.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("ThreadPriorityCheck") // yielding is what is measured
public class Switch {
  static final int OPS = Times.SWITCH;

  @Benchmark
  @OperationsPerInvocation(OPS)
  public int yieldingTasks() throws InterruptedException {
    return tasks(Switch::yieldOften, Switch::yieldOften);
  }

  @Benchmark
  @OperationsPerInvocation(OPS)
  public int yieldingThreads() throws InterruptedException {
    return threads(Switch::yieldOften, Switch::yieldOften);
  }

  @Benchmark
  @OperationsPerInvocation(OPS)
  public int parkingTasks() throws InterruptedException {
    var turns = new Turns();
    return tasks(() -> turns.take(0), () -> turns.take(1));
  }

  @Benchmark
  @OperationsPerInvocation(OPS)
  public int parkingThreads() throws InterruptedException {
    var turns = new Turns();
    return threads(() -> turns.take(0), () -> turns.take(1));
  }

  private static int tasks(Runnable ping, Runnable pong) throws InterruptedException {
    return TaskGroup.run(group -> {
      for (Runnable side : new Runnable[] {ping, pong}) {
        group.start(
            "side",
            () -> {
              side.run();
              return OPS;
            });
      }
      return OPS;
    });
  }

  private static int threads(Runnable ping, Runnable pong) throws InterruptedException {
    Thread first = Thread.ofVirtual().start(ping);
    Thread second = Thread.ofVirtual().start(pong);
    first.join();
    second.join();
    return OPS;
  }

  private static void yieldOften() {
    for (int i = 0; i < OPS / 2; i++) {
      Thread.yield();
    }
  }

  private static final class Turns {
    private final Thread[] sides = new Thread[2];
    private volatile int arrived;
    private volatile int turn;

    void take(int me) {
      sides[me] = Thread.currentThread();
      synchronized (this) {
        arrived++;
      }
      while (arrived < 2) {
        Thread.yield();
      }
      for (int i = 0; i < OPS / 2; i++) {
        while (turn != me) {
          LockSupport.park();
        }
        turn = 1 - me;
        LockSupport.unpark(sides[1 - me]);
      }
    }
  }
}
