package dev.weft;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// What the tests of races have in common.
final class Races {
  private Races() {}

  /// Takes a random moment, sometimes with a change of threads.
  @SuppressWarnings("ThreadPriorityCheck") // the yield makes for more interleavings, no more
  static void linger(int most) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int i = random.nextInt(most); i > 0; i--) {
      Thread.onSpinWait();
    }
    if (random.nextInt(4) == 0) {
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
