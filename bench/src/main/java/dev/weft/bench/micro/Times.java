package dev.weft.bench.micro;

/// How often a call of a benchmark does its operation, the same for all peers of a workload.
final class Times {
  static final int START = 500;
  static final int GATHER = 20;
  static final int SWITCH = 5_000;
  static final int PING_PONG = 2_000;
  static final int DEADLINE = 1_000;
  static final int EXPIRY = 10;
  static final int SEMAPHORE = 10_000;
  static final int CHANNEL = 8_000;
  static final int BATCH = 10_000_000;

  /// How many tasks want the permits, and how many of these there are.
  static final int RIVALS = 100;

  static final int PERMITS = 10;

  /// How many send, and how many receive.
  static final int SIDES = 4;

  static final int CAPACITY = 16;

  /// How many items of a batch are worked on at a time.
  static final int CONCURRENCY = 8;

  private Times() {}
}
