package dev.weft.service.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Results of a batch that wait to be written down together, for a short time. Used by one thread.
final class UnwrittenResults {
  private static final int MOST = 100;
  private static final Duration LONGEST = Duration.ofMillis(300);

  private final long batch;
  private final BatchRows rows;
  private final List<ItemResult> results = new ArrayList<>();
  private long oldestNanos;

  UnwrittenResults(long batch, BatchRows rows) {
    this.batch = batch;
    this.rows = rows;
  }

  boolean isEmpty() {
    return results.isEmpty();
  }

  void add(ItemResult result) {
    if (results.isEmpty()) {
      oldestNanos = System.nanoTime();
    }
    results.add(result);
  }

  /// How long they may wait yet; zero or less when they have to be written down.
  Duration timeLeft() {
    return results.size() >= MOST
        ? Duration.ZERO
        : LONGEST.minusNanos(System.nanoTime() - oldestNanos);
  }

  /// Writes down what there is. If that fails, they are all still here.
  void write() {
    if (!results.isEmpty()) {
      rows.save(batch, results);
      results.clear();
    }
  }
}
