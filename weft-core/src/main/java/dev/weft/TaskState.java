package dev.weft;

/// Where a task is in its life.
public enum TaskState {
  /// Started by its group, not yet running.
  READY,
  /// Running, or runnable and waiting for a carrier.
  RUNNING,
  /// Blocked: in a wait, a lock or a sleep.
  WAITING,
  /// Ended with a value.
  SUCCEEDED,
  /// Ended with an exception.
  FAILED,
  /// Ended by cancellation.
  CANCELLED
}
