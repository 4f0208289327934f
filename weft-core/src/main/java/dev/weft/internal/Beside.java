package dev.weft.internal;

import java.util.List;

/// What failed beside a first failure.
public final class Beside {
  private Beside() {}

  /// Suppresses `other` on `primary`, once, and never on itself.
  ///
  /// @param primary the first failure
  /// @param other another one
  public static void suppress(Throwable primary, Throwable other) {
    if (primary != other && !List.of(primary.getSuppressed()).contains(other)) {
      primary.addSuppressed(other);
    }
  }
}
