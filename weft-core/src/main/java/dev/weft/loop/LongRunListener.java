package dev.weft.loop;

/// Learns of virtual threads that keep an event loop for long. Called on Weft's watchdog thread, so
/// it should be quick; what it throws is logged.
@FunctionalInterface
public interface LongRunListener {

  /// A thread keeps the loop for longer than the limit, and goes on. Called once for each such run.
  ///
  /// @param run the thread, how long so far, and its stack
  void noticed(LongRun run);

  /// A run that was noticed has ended.
  ///
  /// @param run the thread, how long in total, and the stack of when it was noticed
  default void ended(LongRun run) {}
}
