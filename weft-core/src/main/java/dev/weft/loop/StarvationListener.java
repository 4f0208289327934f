package dev.weft.loop;

/// Learns when virtual threads of the JVM's own scheduler do not get to run. Called on Weft's
/// watchdog thread, so it should be quick; what it throws is logged.
@FunctionalInterface
public interface StarvationListener {

  /// A new virtual thread has not begun within the limit, and still has not. Called once for each
  /// such time.
  ///
  /// @param starvation how long so far, and who keeps the carriers
  void noticed(Starvation starvation);

  /// Virtual threads get to run again.
  ///
  /// @param starvation how long in total, and who kept the carriers when it was noticed
  default void ended(Starvation starvation) {}
}
