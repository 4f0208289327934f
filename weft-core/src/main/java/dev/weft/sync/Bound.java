package dev.weft.sync;

import dev.weft.Blocker;
import dev.weft.internal.Durations;
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

  static Bound in(Duration timeout) {
    return new Bound(false, System.nanoTime() + Durations.nanos(timeout));
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
