package dev.weft.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Chooses in one run.
interface Chooser {

  /// Which of `candidates`, of which there are at least two, comes next.
  ///
  /// @return its index
  int choose(List<Candidate> candidates);

  /// Which of `n` things that are no candidates happens, if that is given by choices that were made
  /// before or are gone through.
  ///
  /// @return its index, or -1 if it is to be drawn
  default int pick(int n) {
    return -1;
  }

  /// The chooser of one run.
  ///
  /// @param steps about how many steps a run has
  static Chooser of(Strategy strategy, long seed, int steps) {
    return switch (strategy) {
      case Strategy.Fifo _ -> _ -> 0;
      case Strategy.Random _ -> random(seed);
      case Strategy.Pct(int depth) -> new Pct(depth, steps, seed);
      case Strategy.Replay(List<Integer> choices) -> new Prefix(choices);
      case Strategy.Exhaustive _ -> new Prefix(List.of());
    };
  }

  private static Chooser random(long seed) {
    var random = new SplittableRandom(seed);
    return candidates -> random.nextInt(candidates.size());
  }

  /// Makes the choices that it is given, and the first possible ones afterwards.
  final class Prefix implements Chooser {
    private final List<Integer> choices;
    private int at;
    private boolean off;

    Prefix(List<Integer> choices) {
      this.choices = choices;
    }

    @Override
    public int choose(List<Candidate> candidates) {
      return pick(candidates.size());
    }

    @Override
    public int pick(int n) {
      int choice = at < choices.size() ? choices.get(at) : 0;
      at++;
      if (choice >= n) {
        off = true;
        return 0;
      }
      return choice;
    }

    /// Whether a choice was not possible, or none was asked for: they are from another program.
    boolean isOff() {
      return off || at < choices.size();
    }
  }

  /// See [Strategy#pct(int)].
  final class Pct implements Chooser {
    private final SplittableRandom random;
    private final List<Integer> changes = new ArrayList<>();
    private int step;
    private double lowest;

    Pct(int depth, int steps, long seed) {
      random = new SplittableRandom(seed);
      for (int i = 1; i < depth; i++) {
        changes.add(random.nextInt(Math.max(1, steps)));
      }
    }

    @Override
    public int choose(List<Candidate> candidates) {
      int highest = highest(candidates);
      if (changes.contains(step++)) {
        candidates.get(highest).priority = --lowest;
        highest = highest(candidates);
      }
      if (candidates.get(highest) instanceof SimThread thread && thread.isSpinning()) {
        // It waits for another one, most probably.
        thread.priority = --lowest;
        highest = highest(candidates);
      }
      return highest;
    }

    private int highest(List<Candidate> candidates) {
      int highest = 0;
      for (int i = 0; i < candidates.size(); i++) {
        Candidate candidate = candidates.get(i);
        if (Double.isNaN(candidate.priority)) {
          candidate.priority = random.nextDouble();
        }
        if (candidate.priority > candidates.get(highest).priority) {
          highest = i;
        }
      }
      return highest;
    }
  }
}
