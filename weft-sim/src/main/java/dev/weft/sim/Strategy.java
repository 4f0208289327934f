package dev.weft.sim;

import java.util.List;
import java.util.Objects;

/// How a simulation chooses what runs next, where it has a choice.
///
/// | Strategy | finds |
/// |---|---|
/// | [#fifo()] | nothing by chance: the order of an event loop, one run |
/// | [#random()] | what needs few switches at any place; good for most programs |
/// | [#pct(int)] | what needs a few switches at certain places, with a known probability |
/// | [#exhaustive()] | everything, in small programs |
/// | [#replay(String)] | a run that was seen before, without its seed |
public sealed interface Strategy {

  /// First in, first out.
  ///
  /// @return the strategy
  static Strategy fifo() {
    return new Fifo();
  }

  /// Each with the same probability.
  ///
  /// @return the strategy
  static Strategy random() {
    return new Random();
  }

  /// Probabilistic concurrency testing: each thread has a random priority, the one with the highest
  /// runs, and at `depth - 1` random points the one that runs gets the lowest. In `n` threads and
  /// `k` steps a bug of that depth is found with a probability of at least `1 / (n × k^(depth-1))`
  /// a run.
  ///
  /// (Burckhardt et al., "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs",
  /// ASPLOS 2010.)
  ///
  /// @param depth how many ordering constraints a bug needs; 2 or 3 for most
  /// @return the strategy
  /// @throws IllegalArgumentException if the depth is below 1 or above 1,000
  static Strategy pct(int depth) {
    return new Pct(depth);
  }

  /// All interleavings, one after the other, and at each point of [dev.weft.Faults], if there are
  /// faults, all that can happen there. What the program draws is the same in all of them, that of
  /// the first seed. Ends when there are no more.
  ///
  /// @return the strategy
  static Strategy exhaustive() {
    return new Exhaustive();
  }

  /// The choices of a run that was seen before, as its report prints them.
  ///
  /// @param choices the choices, for example `0.2.1`
  /// @return the strategy
  /// @throws IllegalArgumentException if they are not numbers with dots between them
  static Strategy replay(String choices) {
    return Replay.parse(choices);
  }

  /// See [#fifo()].
  record Fifo() implements Strategy {}

  /// See [#random()].
  record Random() implements Strategy {}

  /// See [#pct(int)].
  ///
  /// @param depth how many ordering constraints a bug needs
  record Pct(int depth) implements Strategy {
    private static final int MOST = 1_000;

    /// Checks the depth.
    ///
    /// @param depth how many ordering constraints a bug needs
    public Pct {
      if (depth < 1 || depth > MOST) {
        throw new IllegalArgumentException("a depth of " + depth + "; give 1 to " + MOST);
      }
    }
  }

  /// See [#exhaustive()].
  record Exhaustive() implements Strategy {}

  /// See [#replay(String)].
  ///
  /// @param choices what was chosen, where there was a choice
  record Replay(List<Integer> choices) implements Strategy {
    /// Takes a copy.
    ///
    /// @param choices what was chosen
    public Replay {
      choices = List.copyOf(choices);
      for (int choice : choices) {
        if (choice < 0) {
          throw new IllegalArgumentException("a choice of " + choice + "; they are 0 or more");
        }
      }
    }

    private static Replay parse(String choices) {
      Objects.requireNonNull(choices, "choices");
      try {
        return new Replay(
            choices.isEmpty()
                ? List.of()
                : java.util.Arrays.stream(choices.split("\\.")).map(Integer::valueOf).toList());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "choices \"" + choices + "\"; give numbers with dots between them, like 0.2.1", e);
      }
    }
  }
}
