package dev.weft.agent;

import org.jspecify.annotations.Nullable;

/// The platform thread that simulations run on.
public final class SimulatedCarrier extends Thread {
  // Its own thread's.
  private @Nullable Simulated simulated;

  /// A carrier that is not started.
  ///
  /// @param name its name
  /// @param body what it runs
  public SimulatedCarrier(String name, Runnable body) {
    super(body, name);
    setDaemon(true);
  }

  /// The simulation that it runs at this moment.
  ///
  /// @return the simulation, or null between two
  public @Nullable Simulated simulated() {
    return simulated;
  }

  /// Runs one from now on; called on this thread.
  ///
  /// @param now the simulation, or null for none
  public void simulate(@Nullable Simulated now) {
    simulated = now;
  }
}
