package dev.weft.lessons;

import dev.weft.lessons.stage.Action;
import java.util.concurrent.locks.LockSupport;

/// Whether the machine has let this JVM run all the time.
///
/// What is played in real time is compared by its times and its order, which say nothing of a
/// machine that has stood still meanwhile. So what fails then is played again, a few times. What
/// fails undisturbed has failed.
public final class Undisturbed {
  private static final int PLAYS = 4;
  private static final long TICK = 10_000_000;

  /// Less than what tests tell apart.
  private static final long DISTURBANCE = 100_000_000;

  private volatile long lastTick = System.nanoTime();
  private volatile long longest;
  private volatile boolean isOver;

  private Undisturbed() {}

  /// Plays something, and checks it.
  ///
  /// @param play throws an [AssertionError] where it is not as it should be
  public static void check(Action<Exception> play) throws Exception {
    for (int again = 1; again < PLAYS; again++) {
      var watch = new Undisturbed();
      Thread.ofPlatform().daemon().name("metronome").start(watch::tick);
      try {
        play.run();
        return;
      } catch (AssertionError e) {
        if (!watch.wasDisturbed()) {
          throw e;
        }
        System.out.printf("played again, the machine stood still: %s%n", e.getMessage());
      } finally {
        watch.isOver = true;
      }
    }
    play.run();
  }

  private void tick() {
    while (!isOver) {
      LockSupport.parkNanos(TICK);
      long now = System.nanoTime();
      longest = Math.max(longest, now - lastTick);
      lastTick = now;
    }
  }

  private boolean wasDisturbed() {
    return Math.max(longest, System.nanoTime() - lastTick) > DISTURBANCE;
  }
}
