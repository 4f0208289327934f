package dev.weft.sim;

/// A virtual thread of a simulation.
final class SimThread extends Candidate {
  final Runnable continuation;
  final Thread thread;
  private final int number;

  /// How many seeds it has drawn.
  int seeds;

  SimThread(Runnable continuation, Thread thread, int number) {
    this.continuation = continuation;
    this.thread = thread;
    this.number = number;
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
