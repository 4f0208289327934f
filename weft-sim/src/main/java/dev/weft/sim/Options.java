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
    int mostSteps,
    Way way) {

  /// By what the runs are asked for, which is the way to have one again.
  enum Way {
    CALL,
    CANCEL_EVERYWHERE,
    TEST
  }

  static final Options DEFAULTS =
      new Options(
          Strategy.random(), 0, Duration.ofSeconds(1), false, false, false, 1_000_000, Way.CALL);

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
    return new Options(changed, faults, longestDelay, outside, leftovers, mistakes, mostSteps, way);
  }

  Options faults(double changed) {
    return new Options(
        strategy, changed, longestDelay, outside, leftovers, mistakes, mostSteps, way);
  }

  Options outside(boolean changed) {
    return new Options(
        strategy, faults, longestDelay, changed, leftovers, mistakes, mostSteps, way);
  }

  Options leftovers(boolean changed) {
    return new Options(strategy, faults, longestDelay, outside, changed, mistakes, mostSteps, way);
  }

  Options mistakes(boolean changed) {
    return new Options(strategy, faults, longestDelay, outside, leftovers, changed, mostSteps, way);
  }

  Options mostSteps(int changed) {
    return new Options(strategy, faults, longestDelay, outside, leftovers, mistakes, changed, way);
  }

  Options way(Way changed) {
    return new Options(
        strategy, faults, longestDelay, outside, leftovers, mistakes, mostSteps, changed);
  }

  /// The line that runs again what had this seed and these choices.
  String again(long seed, String choices) {
    if (way == Way.TEST) {
      return "-D" + SimulationExtension.SEED + "=" + seed;
    }
    String setUp =
        code(choices)
            + (faults == 0 ? "" : ".faults(" + faults + ")")
            + (outside ? ".allowOutside()" : "")
            + (leftovers ? ".allowLeftovers()" : "")
            + (mistakes ? ".allowMistakes()" : "")
            + (mostSteps == DEFAULTS.mostSteps ? "" : ".mostSteps(" + mostSteps + ")");
    if (way == Way.CALL && setUp.isEmpty()) {
      return "Simulation.run(" + seed + "L, …)";
    }
    String call = way == Way.CALL ? "once" : "cancelEverywhere";
    return "Simulation.create()" + setUp + "." + call + "(" + seed + "L, …)";
  }

  private String code(String choices) {
    if (way == Way.CANCEL_EVERYWHERE) {
      // Those of the run that is not cancelled.
      choices =
          strategy instanceof Strategy.Replay(var given)
              ? String.join(".", given.stream().map(String::valueOf).toList())
              : "";
    }
    return switch (strategy) {
      case Strategy.Random _ -> "";
      case Strategy.Fifo _ -> ".strategy(Strategy.fifo())";
      case Strategy.Pct(int depth) -> ".strategy(Strategy.pct(" + depth + "))";
      case Strategy.Exhaustive _, Strategy.Replay _ ->
          ".strategy(Strategy.replay(\"" + choices + "\"))";
    };
  }
}
