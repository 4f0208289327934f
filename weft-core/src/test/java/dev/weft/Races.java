package dev.weft;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// What the tests of races have in common.
public final class Races {
  private Races() {}

  /// Takes a random moment, sometimes with changes of threads: on a loop these are all there is.
  /// Now and then a much longer one, so that whoever mostly comes second sometimes comes first,
  /// however busy the machine is.
  @SuppressWarnings("ThreadPriorityCheck") // the yield makes for more interleavings, no more
  public static void linger(int most) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int i = random.nextInt(most); i > 0; i--) {
      Thread.onSpinWait();
    }
    while (random.nextInt(3) == 0) {
      Thread.yield();
    }
    if (random.nextInt(32) == 0) {
      LockSupport.parkNanos(random.nextInt(500_000));
    }
  }

  /// Sometimes blocks for a random time.
  public static void block(int mostNanos) throws InterruptedException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (random.nextBoolean()) {
      Thread.sleep(0, random.nextInt(mostNanos));
    }
  }

  /// Waits without blocking, so that it goes on at once; yields, since on a loop nobody else would
  /// have a turn.
  @SuppressWarnings("ThreadPriorityCheck")
  public static void spinUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.yield();
    }
  }

  /// A value that has to be closed once or delivered.
  static final class Value implements AutoCloseable {
    private final AtomicInteger closed = new AtomicInteger();

    int closed() {
      return closed.get();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }
}
