package dev.weft.loop;

import java.time.Duration;
import java.util.List;

/// No virtual thread of the JVM's own scheduler gets to run, since others keep all of its carriers.
///
/// @param duration for how long a new thread has waited, so far or in total
/// @param holders the threads that keep carriers, as far as they are known
public record Starvation(Duration duration, List<Holder> holders) {

  /// A copy of the list is kept.
  ///
  /// @param duration for how long
  /// @param holders the threads that keep carriers
  public Starvation {
    holders = List.copyOf(holders);
  }

  /// A virtual thread that keeps a carrier.
  ///
  /// @param thread its name, which is that of the task
  /// @param carrier the name of the carrier
  /// @param stack where it was when that was noticed
  public record Holder(String thread, String carrier, List<StackTraceElement> stack) {

    /// A copy of the stack is kept.
    ///
    /// @param thread its name
    /// @param carrier the name of the carrier
    /// @param stack where it was when that was noticed
    public Holder {
      stack = List.copyOf(stack);
    }
  }
}
