package dev.weft.sim;

import java.time.Duration;

/// How simulations are set up; see the methods of [Simulation] that change them.
record Options(
    Strategy strategy,
    double faults,
    Duration longestDelay,
    boolean outside,
    boolean leftovers,
    boolean mistakes,
    int mostSteps) {

  static final Options DEFAULTS =
      new Options(Strategy.random(), 0, Duration.ofSeconds(1), false, false, false, 1_000_000);

  Options {
    if (!(faults >= 0 && faults <= 0.5)) {
      throw new IllegalArgumentException(
          "faults with a probability of " + faults + "; give one from 0 to 0.5");
    }
    if (mostSteps < 1) {
      throw new IllegalArgumentException("at most " + mostSteps + " steps; give 1 or more");
    }
  }

  Options strategy(Strategy changed) {
    return new Options(changed, faults, longestDelay, outside, leftovers, mistakes, mostSteps);
  }

  Options faults(double changed) {
    return new Options(strategy, changed, longestDelay, outside, leftovers, mistakes, mostSteps);
  }

  Options outside(boolean changed) {
    return new Options(strategy, faults, longestDelay, changed, leftovers, mistakes, mostSteps);
  }

  Options leftovers(boolean changed) {
    return new Options(strategy, faults, longestDelay, outside, changed, mistakes, mostSteps);
  }

  Options mistakes(boolean changed) {
    return new Options(strategy, faults, longestDelay, outside, leftovers, changed, mostSteps);
  }

  Options mostSteps(int changed) {
    return new Options(strategy, faults, longestDelay, outside, leftovers, mistakes, changed);
  }
}
