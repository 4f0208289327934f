package dev.weft.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;

// `grants` are those of less than a period ago, oldest first, none of them empty; `granted` is
// their sum, never more than `limit`. So the memory is bounded by the limit. Defended by RateTest.
/// At most so many permits in any stretch of time as long as the period.
final class SlidingWindow implements Rate {
  private final int limit;
  private final long period;
  private final ArrayDeque<Grant> grants;
  private int granted;

  private record Grant(long at, int permits) {}

  SlidingWindow(int limit, long period) {
    this(limit, period, new ArrayDeque<>(), 0);
  }

  private SlidingWindow(int limit, long period, ArrayDeque<Grant> grants, int granted) {
    this.limit = limit;
    this.period = period;
    this.grants = grants;
    this.granted = granted;
  }

  @Override
  public int most() {
    return limit;
  }

  @Override
  public long nanosUntil(int permits, long now) {
    for (Grant oldest = grants.peek();
        oldest != null && now - oldest.at >= period;
        oldest = grants.peek()) {
      grants.remove();
      granted -= oldest.permits;
    }
    long missing = (long) permits - (limit - granted);
    if (missing <= 0) {
      return 0;
    }
    for (Grant grant : grants) {
      missing -= grant.permits;
      if (missing <= 0) {
        return grant.at + period - now;
      }
    }
    throw new IllegalStateException("waits for " + permits + " permits of " + limit);
  }

  @Override
  public void take(int permits, long now) {
    grants.add(new Grant(now, permits));
    granted += permits;
  }

  @Override
  public Rate copy() {
    return new SlidingWindow(limit, period, grants.clone(), granted);
  }

  @Override
  public String toString() {
    return limit + " in any " + text(period);
  }

  static String text(long nanos) {
    return Duration.ofNanos(nanos).toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }
}
