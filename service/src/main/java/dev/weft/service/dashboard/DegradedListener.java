package dev.weft.service.dashboard;

/// Learns of every optional part that could not be had.
@FunctionalInterface
public interface DegradedListener {

  /// A part is left empty; called by the thread that has read it.
  void degraded(String part, Exception cause);
}
