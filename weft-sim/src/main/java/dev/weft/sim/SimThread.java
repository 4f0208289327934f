package dev.weft.sim;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A virtual thread of a simulation.
final class SimThread extends Candidate {
  private static final int PATIENCE = 1_000;

  final Runnable continuation;
  final Thread thread;
  private final int number;

  /// Its random numbers; made when it draws the first.
  @Nullable SplittableRandom draws;

  private int moment;
  private int steps;

  SimThread(Runnable continuation, Thread thread, int number) {
    this.continuation = continuation;
    this.thread = thread;
    this.number = number;
  }

  /// How many steps it has begun at this moment of the clock, with the one that begins now.
  int stepsAt(int moment) {
    steps = this.moment == moment ? steps + 1 : 1;
    this.moment = moment;
    return steps;
  }

  /// Whether it comes again and again while the clock stands still.
  boolean isSpinning() {
    return steps > 0 && steps % PATIENCE == 0;
  }

  @Override
  String label() {
    String name = thread.getName();
    return name.isEmpty() ? "thread #" + number : "\"" + name + "\" #" + number;
  }

  @Override
  int number() {
    return number;
  }
}
