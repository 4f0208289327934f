package dev.weft.sim;

import java.time.Duration;
import java.util.SplittableRandom;

/// What happens at a point at which a program can be made to fail.
///
/// @param choice which of the three it is, as choices are counted
/// @param delay how long it takes, if it is a delay
record Fault(int choice, Duration delay) {
  /// Nothing, a failure, a delay.
  static final int CHOICES = 3;

  private static final int NOTHING = 0;
  private static final int FAILURE = 1;
  private static final int DELAY = 2;

  /// The one that the chooser gives, or else a drawn one.
  static Fault next(Options options, Chooser chooser, SplittableRandom random) {
    int given = chooser.pick(CHOICES);
    double drawn = random.nextDouble();
    var delay = Duration.ofNanos(random.nextLong(options.longestDelay().toNanos() + 1));
    return new Fault(given < 0 ? drawn(drawn, options.faults()) : given, delay);
  }

  private static int drawn(double drawn, double chance) {
    if (drawn < chance) {
      return FAILURE;
    }
    return drawn < 2 * chance ? DELAY : NOTHING;
  }

  boolean isFailure() {
    return choice == FAILURE;
  }

  boolean isDelay() {
    return choice == DELAY;
  }
}
