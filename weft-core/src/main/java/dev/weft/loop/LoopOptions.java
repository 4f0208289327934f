package dev.weft.loop;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// How a loop is set up.
///
/// ```java
/// var loop = EventLoop.start(LoopOptions.named("orders").longRun(Duration.ofMillis(20)));
/// ```
///
/// @param name the loop's name, which its carrier thread has too
/// @param longRun a run that takes longer than this is reported; 100 ms unless set
/// @param listener is told of long runs, beside the log
public record LoopOptions(String name, Duration longRun, LongRunListener listener) {
  private static final Duration LONG_RUN = Duration.ofMillis(100);
  private static final Duration SHORTEST_LONG_RUN = Duration.ofMillis(1);
  private static final AtomicInteger NUMBERED = new AtomicInteger();

  /// Checks the values.
  ///
  /// @param name the loop's name
  /// @param longRun a run that takes longer than this is reported
  /// @param listener is told of long runs
  /// @throws IllegalArgumentException if the name is empty or the duration below 1 ms
  public LoopOptions {
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of an event loop is blank; give it a name");
    }
    if (longRun.compareTo(SHORTEST_LONG_RUN) < 0) {
      throw new IllegalArgumentException(
          "long runs of "
              + name
              + " are to be reported from "
              + longRun
              + " on; give 1 ms or more");
    }
  }

  /// The options of a loop with a name of its own: `weft-loop-1` and so on.
  ///
  /// @return the options
  public static LoopOptions defaults() {
    return named("weft-loop-" + NUMBERED.incrementAndGet());
  }

  /// The options of a loop with this name.
  ///
  /// @param name the name
  /// @return the options
  public static LoopOptions named(String name) {
    return new LoopOptions(name, LONG_RUN, _ -> {});
  }

  /// The same with another limit for long runs.
  ///
  /// @param limit a run that takes longer is reported; at least 1 ms
  /// @return the options
  public LoopOptions longRun(Duration limit) {
    return new LoopOptions(name, limit, listener);
  }

  /// The same with a listener.
  ///
  /// @param told is told of long runs, beside the log
  /// @return the options
  public LoopOptions onLongRun(LongRunListener told) {
    return new LoopOptions(name, longRun, told);
  }
}
