package dev.weft.service.dashboard;

/// Learns of every optional part that a dashboard has to do without.
@FunctionalInterface
public interface DegradedListener {

  /// A part of a dashboard is left empty; called when the dashboard is complete.
  void degraded(String part, Exception cause);
}
