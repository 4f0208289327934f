package dev.weft.sync;

import dev.weft.Blocker;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Until when a wait may last, on the clock of [System#nanoTime()].
///
/// @param none whether it has no end
/// @param at when it ends
record Bound(boolean none, long at) {
  static final Bound NONE = new Bound(true, 0);

  /// What `nanos` says of a wait that somebody else ends.
  static final long UNTIL_WOKEN = Long.MAX_VALUE;

  static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

  static Bound in(Duration timeout) {
    return new Bound(false, System.nanoTime() + nanos(timeout));
  }

  /// A duration in nanoseconds; one of more than seventy years is as good as that.
  static long nanos(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    return (duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toNanos();
  }

  boolean isOver() {
    return !none && at - System.nanoTime() <= 0;
  }

  /// Parks the calling thread until it is woken, interrupted, `nanos` have passed or the bound is
  /// reached; or for no reason.
  void park(Blocker blocker, long nanos) {
    if (none && nanos == UNTIL_WOKEN) {
      LockSupport.park(blocker);
    } else {
      LockSupport.parkNanos(blocker, none ? nanos : Math.min(nanos, at - System.nanoTime()));
    }
  }
}
