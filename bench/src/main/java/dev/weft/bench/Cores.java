package dev.weft.bench;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Two cores that tell each other something.
///
/// A virtual machine is moved about: for a while its cores are neighbours, then they are not, and
/// whatever two cores do together takes several times as long.
public final class Cores {
  /// Beyond so many times the least they are far apart.
  public static final double FAR = 4;

  private static final int TIMES = 100;
  private static final int ROUNDS = 3_000;
  private static final Duration LONGEST = Duration.ofMillis(300);

  private Cores() {}

  /// How many nanoseconds a message from one core to another takes, there and back: the mean of a
  /// hundred, in the quickest of thousands of these, since others may want a core meanwhile.
  ///
  /// @return zero where there are not two cores: with one there is no other, and with more it is up
  ///   to chance which two it would be
  /// @throws InterruptedException if the calling thread is interrupted
  public static double apart() throws InterruptedException {
    if (Runtime.getRuntime().availableProcessors() != 2) {
      return 0;
    }
    var turn = new AtomicInteger();
    Thread other = Thread.ofPlatform().daemon().start(() -> answer(turn));
    double least = Double.MAX_VALUE;
    long end = System.nanoTime() + LONGEST.toNanos();
    for (int round = 0; round < ROUNDS && System.nanoTime() - end < 0; round++) {
      long begun = System.nanoTime();
      for (int i = 0; i < TIMES; i++) {
        turn.set(1);
        while (turn.get() == 1) {
          Thread.onSpinWait();
        }
      }
      least = Math.min(least, (System.nanoTime() - begun) / (double) TIMES);
    }
    turn.set(2);
    other.join();
    return least;
  }

  private static void answer(AtomicInteger turn) {
    while (true) {
      int now = turn.get();
      if (now == 2) {
        return;
      }
      if (now == 1) {
        turn.set(0);
      }
      Thread.onSpinWait();
    }
  }
}
