package dev.weft.sim;

/// What can come next: a thread that is ready, or a timer that is due.
abstract sealed class Candidate permits SimThread, SimTimer {
  /// For strategies that have priorities; theirs to set.
  double priority = Double.NaN;

  /// How it is spoken of in the trace; the same in every run of a seed.
  abstract String label();

  /// A number for it that is the same in every run of a seed.
  abstract int number();
}
