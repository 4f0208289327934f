package dev.weft.sync;

import dev.weft.Blocker;
import dev.weft.internal.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

// The first in line parks until its permits are there, the others until it is their turn; so one
// timer runs, whatever the number of those who wait. The first takes by itself, with the time of
// that moment: a permit is used up only by a call that returns. The rest is the business of Line
// and Rate. Defended by RateLimiterTest, RateTest.
/// Lets a limited number of calls in per period, first come, first served.
///
/// - [#of(int, Duration)] is exact: in no stretch of time as long as the period, wherever it
///   begins, are there more permits than the limit. It counts the moments at which permits are
///   given; what a caller does with one later is its own affair.
/// - [#tokenBucket(int, Duration, int)] is steady: a bucket holds a burst, and fills evenly.
///
/// Who waits is served in order; one that is cancelled or gives up uses no permit, and those behind
/// it move up. A call for many permits is not overtaken by calls for few. Times are those of
/// [System#nanoTime()]: a change of the wall clock does not matter. For a limit across processes a
/// shared store is needed.
///
/// ```java
/// private final RateLimiter limiter = RateLimiter.of(10, Duration.ofSeconds(1));
///
/// Reply call(Request request) throws IOException, InterruptedException {
///   limiter.acquire();
///   return client.send(request);
/// }
/// ```
public final class RateLimiter implements Blocker {
  private final String title;
  private final Rate rate;
  private final Guard guard = new Guard();
  private final Line<Integer> line = new Line<>(guard, this, () -> true);

  private RateLimiter(String title, Rate rate) {
    this.title = title;
    this.rate = rate;
  }

  /// A limiter that gives at most `limit` permits in any stretch of time as long as `period`.
  ///
  /// @param limit the most permits
  /// @param period the length of the window
  /// @return the limiter
  /// @throws IllegalArgumentException if one of them is not positive
  public static RateLimiter of(int limit, Duration period) {
    return new RateLimiter("rate limiter", window(limit, period));
  }

  /// A limiter like [#of(int, Duration)] with a name, for messages and inspection.
  ///
  /// @param name its name
  /// @param limit the most permits
  /// @param period the length of the window
  /// @return the limiter
  /// @throws IllegalArgumentException if one of them is not positive
  public static RateLimiter of(String name, int limit, Duration period) {
    return new RateLimiter("rate limiter \"" + name + "\"", window(limit, period));
  }

  /// A limiter that gives permits from a bucket, which is full at first and gains `permits` per
  /// `period`, evenly, up to `burst`.
  ///
  /// @param permits how many the bucket gains in a period
  /// @param period how long that takes
  /// @param burst how many it holds
  /// @return the limiter
  /// @throws IllegalArgumentException if one of them is not positive
  public static RateLimiter tokenBucket(int permits, Duration period, int burst) {
    return new RateLimiter("rate limiter", bucket(permits, period, burst));
  }

  /// A limiter like [#tokenBucket(int, Duration, int)] with a name, for messages and inspection.
  ///
  /// @param name its name
  /// @param permits how many the bucket gains in a period
  /// @param period how long that takes
  /// @param burst how many it holds
  /// @return the limiter
  /// @throws IllegalArgumentException if one of them is not positive
  public static RateLimiter tokenBucket(String name, int permits, Duration period, int burst) {
    return new RateLimiter("rate limiter \"" + name + "\"", bucket(permits, period, burst));
  }

  private static Rate window(int limit, Duration period) {
    return new SlidingWindow(positive(limit, "limit"), positive(period));
  }

  private static Rate bucket(int permits, Duration period, int burst) {
    var bucket =
        new TokenBucket(
            positive(permits, "number of permits"), positive(period), positive(burst, "burst"));
    if ((double) burst / permits * positive(period) > Durations.LONGEST.toNanos()) {
      throw new IllegalArgumentException(
          "a bucket of " + burst + " would take a lifetime to fill; give it a higher rate");
    }
    return bucket;
  }

  private static int positive(int number, String what) {
    if (number <= 0) {
      throw new IllegalArgumentException(
          "a rate limiter cannot have a " + what + " of " + number + "; give it 1 or more");
    }
    return number;
  }

  private static long positive(Duration period) {
    if (!period.isPositive()) {
      throw new IllegalArgumentException(
          "a rate limiter cannot have a period of " + period + "; give it a positive one");
    }
    return Durations.nanos(period);
  }

  /// Takes a permit; waits until it is the caller's turn and there is one. A cancellation of the
  /// calling task ends the wait, and no permit is used up.
  ///
  /// @throws InterruptedException if the calling task is cancelled, also when a permit is there
  public void acquire() throws InterruptedException {
    acquire(1);
  }

  /// Takes several permits at once. Otherwise like [#acquire()].
  ///
  /// @param permits how many
  /// @throws IllegalArgumentException if there are never so many at once, or none are asked for
  /// @throws InterruptedException if the calling task is cancelled, also when they are there
  public void acquire(int permits) throws InterruptedException {
    acquire(permits, Bound.NONE);
  }

  /// Takes a permit if there is one and nobody waits. Does not wait.
  ///
  /// @return whether it was taken
  public boolean tryAcquire() {
    return tryAcquire(1);
  }

  /// Takes several permits at once if they are there and nobody waits. Does not wait.
  ///
  /// @param permits how many
  /// @return whether they were taken
  /// @throws IllegalArgumentException if there are never so many at once, or none are asked for
  public boolean tryAcquire(int permits) {
    check(permits);
    return line.attempt(permits, () -> take(permits), false) == 0;
  }

  /// Takes a permit, waiting for at most `timeout`. Otherwise like [#acquire()].
  ///
  /// @param timeout how long to wait; zero or less does not wait
  /// @return whether it was taken
  /// @throws InterruptedException if the calling task is cancelled, also when a permit is there
  public boolean tryAcquire(Duration timeout) throws InterruptedException {
    return tryAcquire(1, timeout);
  }

  /// Takes several permits at once, waiting for at most `timeout`. Otherwise like [#acquire()].
  ///
  /// @param permits how many
  /// @param timeout how long to wait; zero or less does not wait
  /// @return whether they were taken
  /// @throws IllegalArgumentException if there are never so many at once, or none are asked for
  /// @throws InterruptedException if the calling task is cancelled, also when they are there
  public boolean tryAcquire(int permits, Duration timeout) throws InterruptedException {
    return acquire(permits, Bound.in(timeout));
  }

  /// How long a call of [#acquire()] that began now would wait: until all who wait now have been
  /// served and there is a permit again. Shorter if one of them is cancelled.
  ///
  /// @return the time to wait, zero if none
  public Duration waitTime() {
    return waitTime(1);
  }

  /// How long a call of [#acquire(int)] that began now would wait. See [#waitTime()].
  ///
  /// @param permits how many
  /// @return the time to wait, zero if none
  /// @throws IllegalArgumentException if there are never so many at once, or none are asked for
  public Duration waitTime(int permits) {
    check(permits);
    Rate then;
    List<Integer> before;
    guard.lock();
    try {
      then = rate.copy();
      before = List.copyOf(line.wanted());
    } finally {
      guard.unlock();
    }
    long start = System.nanoTime();
    long now = start;
    for (int served : before) {
      now += then.nanosUntil(served, now);
      then.take(served, now);
      if (now - start > Durations.LONGEST.toNanos()) {
        return Durations.LONGEST;
      }
    }
    return Duration.ofNanos(now + then.nanosUntil(permits, now) - start);
  }

  private boolean acquire(int permits, Bound bound) throws InterruptedException {
    check(permits);
    return line.await(bound, permits, () -> take(permits));
  }

  private long take(int permits) {
    long now = System.nanoTime();
    long wait = rate.nanosUntil(permits, now);
    if (wait == 0) {
      rate.take(permits, now);
    }
    return wait;
  }

  private void check(int permits) {
    if (permits <= 0 || permits > rate.most()) {
      throw new IllegalArgumentException(
          "cannot take " + permits + " permits from " + this + "; ask for 1 to " + rate.most());
    }
  }

  /// Nobody: permits come with time.
  @Override
  public Collection<Thread> holders() {
    return List.of();
  }

  @Override
  public String toString() {
    return title + " (" + rate + "; " + line.size() + " waiting)";
  }
}
