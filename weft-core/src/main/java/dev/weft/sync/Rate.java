package dev.weft.sync;

/// How many permits there are at which time. Guarded by its limiter; times are those of one clock,
/// in nanoseconds, and never go back.
sealed interface Rate permits SlidingWindow, TokenBucket {

  /// The most permits that can be taken at once.
  int most();

  /// How long after `now` the permits can be taken if nobody takes any before: 0 if now.
  ///
  /// @param permits how many, at most [#most()]
  long nanosUntil(int permits, long now);

  /// Takes permits that can be taken now.
  void take(int permits, long now);

  /// The same with a life of its own, to find out what would be.
  Rate copy();
}
