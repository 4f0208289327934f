package dev.weft.sync;

// At `full` the bucket was full; since then `taken` tokens were taken and it was never full again.
// So the token number n after `full` is there at once for n <= burst, and comes (n - burst) times
// period / permits later for the others: nothing is added up, so nothing is lost by rounding.
// Defended by RateTest.
/// A bucket that holds so many tokens and fills at a steady rate.
final class TokenBucket implements Rate {
  private final int permits;
  private final long period;
  private final int burst;

  // A period is so many steps, one for each permit, and what is left over by rounding them down.
  private final long step;
  private final long leftOver;

  // Without a token taken the time is of no importance.
  private long full;
  private long taken;

  TokenBucket(int permits, long period, int burst) {
    this.permits = permits;
    this.period = period;
    this.burst = burst;
    this.step = period / permits;
    this.leftOver = period % permits;
  }

  @Override
  public int most() {
    return burst;
  }

  @Override
  public long nanosUntil(int wanted, long now) {
    if (taken == 0 || full + timeFor(taken) - now <= 0) {
      full = now;
      taken = 0;
    }
    long waiting = taken + wanted - burst;
    return waiting <= 0 ? 0 : Math.max(0, full + timeFor(waiting) - now);
  }

  /// How long the bucket takes to gain `tokens`, rounded up.
  private long timeFor(long tokens) {
    long rest = tokens % permits;
    return tokens / permits * period
        + rest * step
        + (leftOver == 0 ? 0 : Math.ceilDiv(rest * leftOver, (long) permits));
  }

  @Override
  public void take(int wanted, long now) {
    taken += wanted;
  }

  @Override
  public Rate copy() {
    var copy = new TokenBucket(permits, period, burst);
    copy.full = full;
    copy.taken = taken;
    return copy;
  }

  @Override
  public String toString() {
    return permits + " per " + SlidingWindow.text(period) + ", bursts of " + burst;
  }
}
