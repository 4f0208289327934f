package dev.weft;

import java.util.Objects;
import java.util.function.Supplier;

/// Points at which a program can be made to fail or to wait where it is simulated. Elsewhere they
/// do nothing and cost one read.
///
/// ```java
/// Faults.maybe("db.commit", () -> new SQLException("connection lost", "08006"));
/// connection.commit();
/// ```
///
/// (FoundationDB's `BUGGIFY`.)
public final class Faults {
  private Faults() {}

  /// In a simulation with faults: throws now and then, or waits for some time.
  ///
  /// @param point the name of the point, for the trace and to choose it
  /// @throws InjectedFault if it is to fail
  /// @throws InterruptedException if it waits, and the calling task is cancelled meanwhile
  public static void maybe(String point) throws InterruptedException {
    maybe(point, () -> new InjectedFault(point));
  }

  /// In a simulation with faults: throws now and then, or waits for some time.
  ///
  /// @param point the name of the point, for the trace and to choose it
  /// @param failure makes what is thrown
  /// @param <X> what is thrown
  /// @throws X if it is to fail
  /// @throws InterruptedException if it waits, and the calling task is cancelled meanwhile
  public static <X extends Exception> void maybe(String point, Supplier<X> failure)
      throws X, InterruptedException {
    Objects.requireNonNull(point, "point");
    World here = World.current();
    if (here != null && here.fails(point)) {
      throw failure.get();
    }
  }
}
