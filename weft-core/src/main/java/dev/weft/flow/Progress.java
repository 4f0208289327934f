package dev.weft.flow;

import java.time.Duration;

/// How far a [Batch] is: figures of one moment, read one after the other while it runs.
///
/// Every item that was started is in flight or has ended: done, failed, skipped, or broken off
/// because the batch ended, which is counted in none of these.
///
/// @param started the items whose operation has begun
/// @param inFlight those whose operation runs now; never more than the concurrency
/// @param done those that succeeded
/// @param failed those that failed: one of them has ended the batch, or their failures are kept
/// @param skipped those that failed and are left out
/// @param elapsed since the batch has begun, until now or its end
public record Progress(
    long started, long inFlight, long done, long failed, long skipped, Duration elapsed) {

  /// The items that have ended, however, and are not broken off.
  ///
  /// @return done, failed and skipped together
  public long ended() {
    return done + failed + skipped;
  }

  /// The mean rate at which items end.
  ///
  /// @return items in a second
  public double perSecond() {
    long nanos = elapsed.toNanos();
    return nanos <= 0 ? 0 : ended() * 1e9 / nanos;
  }
}
