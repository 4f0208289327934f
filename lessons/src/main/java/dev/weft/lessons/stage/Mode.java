package dev.weft.lessons.stage;

/// What runs the threads of a lesson.
public enum Mode {
  /// The scheduler of the JVM, on all cores.
  PARALLEL,
  /// An event loop: one thread, one task at a time.
  LOOP,
  /// The simulator: virtual time, an order that the seed decides.
  SIMULATED;

  /// Its name on the command line.
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
