package dev.weft.lessons.exercise;

/// Calls of something slow in a simulation, where one thread runs at a time: how many there are
/// now, and were.
final class Calls {
  private final long cleanUpMillis;
  private int begun;
  private int now;

  Calls() {
    this(0);
  }

  /// Calls that need some time to end when they are interrupted.
  Calls(long cleanUpMillis) {
    this.cleanUpMillis = cleanUpMillis;
  }

  /// A call that takes so long.
  void take(long millis) throws InterruptedException {
    begun++;
    now++;
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.sleep(cleanUpMillis);
      throw e;
    } finally {
      now--;
    }
  }

  int begun() {
    return begun;
  }

  /// How many have not ended.
  int now() {
    return now;
  }
}
