package dev.weft.bench.service;

import java.util.Locale;

/// How much is asked of a service.
enum Situation {
  /// As many clients for all services.
  STEADY,
  /// As many clients as it takes until more of them bring nothing.
  PEAK,
  /// As at the peak, right before the overload: what that is compared with.
  BEFORE,
  /// Requests come twice as fast as they were answered right before, whether or not those before
  /// have been answered.
  OVERLOAD;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
