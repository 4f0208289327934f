package dev.weft.sim;

/// A simulated program does what cannot be simulated. An error, so that no handler of the program's
/// takes it for one of its own failures.
public final class SimulationError extends Error {
  private static final long serialVersionUID = 1L;

  SimulationError(String message) {
    super(message);
  }
}
