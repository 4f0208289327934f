package dev.weft.sim;

/// A virtual thread of a simulation.
final class SimThread extends Candidate {
  final Runnable continuation;
  final Thread thread;
  private final int number;

  /// How many seeds it has drawn.
  int seeds;

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
