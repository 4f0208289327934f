package dev.weft.sim;

/// Something that has to be closed exactly once before its simulation ends.
public final class Tracked implements AutoCloseable {
  private final Run run;
  private final String name;

  Tracked(Run run, String name) {
    this.run = run;
    this.name = name;
  }

  /// Its name, for messages.
  ///
  /// @return the name
  public String name() {
    return name;
  }

  /// Closes it; a second time is a finding of the simulation.
  @Override
  public void close() {
    run.closed(this);
  }
}
