package dev.weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The arithmetic of the rates, on made-up clocks, against the plainest model there is.
class RateTest {

  private record Grant(long at, int permits) {}

  @Test
  void slidingWindow_neverExceedsItsLimitInAnyWindow_andNeverWaitsLongerThanItMust() {
    for (int round = 0; round < 2_000; round++) {
      var random = new Random(round);
      int limit = 1 + random.nextInt(6);
      long period = 1L + random.nextInt(50);
      var rate = new SlidingWindow(limit, period);
      List<Grant> grants = new ArrayList<>();
      long now = startOfClock(random);
      for (int i = 0; i < 60; i++) {
        now += random.nextInt(20);
        int permits = 1 + random.nextInt(limit);
        long wait = rate.nanosUntil(permits, now);
        // Not a nanosecond earlier, and then at once.
        if (wait > 0) {
          assertThat(inWindow(grants, now + wait - 1, period) + permits)
              .as("seed " + round)
              .isGreaterThan(limit);
        }
        now += wait;
        assertThat(rate.nanosUntil(permits, now)).as("seed " + round).isZero();
        assertThat(inWindow(grants, now, period) + permits)
            .as("seed " + round)
            .isLessThanOrEqualTo(limit);
        rate.take(permits, now);
        grants.add(new Grant(now, permits));
      }
    }
  }

  /// Near the end of what a `long` holds, where the clock of the JVM may begin as well.
  private static long startOfClock(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> Long.MAX_VALUE - random.nextInt(300);
      case 1 -> -random.nextInt(300);
      default -> random.nextLong();
    };
  }

  private static int inWindow(List<Grant> grants, long last, long period) {
    return grants.stream().filter(grant -> last - grant.at < period).mapToInt(Grant::permits).sum();
  }

  @Test
  void tokenBucket_neverGivesMoreThanBurstAndRate_andNeverWaitsLongerThanItMust() {
    for (int round = 0; round < 2_000; round++) {
      var random = new Random(round);
      int permits = 1 + random.nextInt(7);
      long period = 1L + random.nextInt(50);
      int burst = 1 + random.nextInt(6);
      var rate = new TokenBucket(permits, period, burst);
      // In units of 1 / period of a token, so that it is exact.
      long level = burst * period;
      long now = startOfClock(random);
      for (int i = 0; i < 60; i++) {
        long passed = random.nextInt(20);
        int wanted = 1 + random.nextInt(burst);
        long wait = rate.nanosUntil(wanted, now + passed);
        long then = Math.min(burst * period, level + (passed + wait) * permits);
        long justBefore = Math.min(burst * period, level + (passed + wait - 1) * permits);
        assertThat(then).as("seed " + round).isGreaterThanOrEqualTo(wanted * period);
        if (wait > 0) {
          assertThat(justBefore).as("seed " + round).isLessThan(wanted * period);
        }
        now += passed + wait;
        assertThat(rate.nanosUntil(wanted, now)).as("seed " + round).isZero();
        rate.take(wanted, now);
        level = then - wanted * period;
      }
    }
  }

  @Test
  void tokenBucket_losesNothingByRounding_howeverLongItRuns() {
    int permits = 1_000_003;
    long period = 999_999_937_000L;
    var rate = new TokenBucket(permits, period, 1);
    long now = 0;
    rate.take(1, now);
    for (int i = 1; i <= 3_000_000; i++) {
      now += rate.nanosUntil(1, now);
      rate.take(1, now);
      if (i % 500_000 == 0) {
        assertThat(BigInteger.valueOf(now))
            .isEqualTo(
                ceilDiv(BigInteger.valueOf(period).multiply(BigInteger.valueOf(i)), permits));
      }
    }
  }

  private static BigInteger ceilDiv(BigInteger number, long by) {
    return number.add(BigInteger.valueOf(by - 1)).divide(BigInteger.valueOf(by));
  }

  @Test
  void copy_hasALifeOfItsOwn() {
    for (Rate rate : List.of(new SlidingWindow(2, 100), new TokenBucket(2, 100, 2))) {
      assertThat(rate.nanosUntil(1, 0)).isZero();
      rate.take(1, 0);
      Rate copy = rate.copy();
      assertThat(copy.nanosUntil(1, 0)).isZero();
      copy.take(1, 0);
      assertThat(copy.nanosUntil(1, 0)).isPositive();
      assertThat(rate.nanosUntil(1, 0)).isZero();
    }
  }
}
