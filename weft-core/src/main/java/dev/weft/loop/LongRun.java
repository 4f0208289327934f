package dev.weft.loop;

import java.time.Duration;
import java.util.List;

/// A virtual thread that keeps an event loop for long: nothing else runs there meanwhile.
///
/// @param loop the loop's name
/// @param thread the name of the virtual thread, which is that of the task; `unknown` if the JVM
///   does not tell
/// @param duration for how long, so far or in total
/// @param stack where it was when that was noticed; empty if it went on just then
public record LongRun(
    String loop, String thread, Duration duration, List<StackTraceElement> stack) {

  /// A copy of the stack is kept.
  ///
  /// @param loop the loop's name
  /// @param thread the name of the virtual thread
  /// @param duration for how long, so far or in total
  /// @param stack where it was when that was noticed
  public LongRun {
    stack = List.copyOf(stack);
  }
}
