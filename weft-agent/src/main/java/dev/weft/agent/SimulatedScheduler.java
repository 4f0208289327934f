package dev.weft.agent;

/// A scheduler of the virtual threads of simulations.
public interface SimulatedScheduler {

  /// One of its threads is interrupted; called by the one who does it.
  void interrupting();
}
