package dev.weft.bench.core;

/// How often a call of a benchmark does its operation, the same for all peers of a workload: so
/// often that it takes some milliseconds, beside which a hand-over to the threads of a peer and
/// back is little.
public final class Times {
  /// Starts, one after the other.
  public static final int START = 5_000;

  /// Gathers, one after the other.
  public static final int GATHER = 200;

  /// Switches of two together.
  public static final int SWITCH = 50_000;

  /// Messages of two together.
  public static final int PING_PONG = 20_000;

  /// Deadlines that are entered and left, one after the other.
  public static final int DEADLINE = 10_000;

  /// Deadlines that expire, one after the other.
  public static final int EXPIRY = 10;

  /// Acquisitions of all rivals together.
  public static final int SEMAPHORE = 10_000;

  /// Items of all senders together.
  public static final int CHANNEL = 16_000;

  /// Items of a batch.
  public static final int BATCH = 10_000_000;

  /// Items of a batch whose operations yield once.
  public static final int YIELDING_BATCH = 200_000;

  /// How many want the permits.
  public static final int RIVALS = 100;

  /// How many permits there are.
  public static final int PERMITS = 10;

  /// How many send, and how many receive.
  public static final int SIDES = 4;

  /// How many items a channel holds.
  public static final int CAPACITY = 16;

  /// How many items of a batch are worked on at a time.
  public static final int CONCURRENCY = 8;

  /// How many are cancelled.
  public static final int CANCELLED = 10_000;

  private Times() {}

  /// The number that a program beside the JVM is given.
  ///
  /// @param workload its name there
  public static int of(String workload) {
    return switch (workload) {
      case "start", "group" -> START;
      case "gather", "gatheryield" -> GATHER;
      case "yield" -> SWITCH;
      case "pingpong" -> PING_PONG;
      case "deadline" -> DEADLINE;
      case "expiry" -> EXPIRY;
      case "semaphore" -> SEMAPHORE;
      case "channel" -> CHANNEL;
      case "batch" -> BATCH;
      case "batchyield" -> YIELDING_BATCH;
      case "sleepers", "cancel" -> 1;
      default -> throw new IllegalArgumentException("no workload \"" + workload + "\"");
    };
  }
}
