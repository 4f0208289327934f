package dev.weft.lessons.service;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The stand-in for a scheduler whose jobs are rows: they are in a map that outlives it.
///
/// @param dueTimes when each job is due, in nanoseconds
record SimulatedJobs(Map<String, Long> dueTimes, Work work, ExecutorService worker)
    implements Jobs {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long RETRY_NANOS = 300_000_000;

  static Map<String, Long> table() {
    return new ConcurrentSkipListMap<>();
  }

  SimulatedJobs(Map<String, Long> table, Work work) {
    this(table, work, Executors.newSingleThreadExecutor(Thread.ofVirtual().factory()));
  }

  @Override
  public void start() {
    var _ =
        worker.submit(() -> {
          while (true) {
            String next = next();
            if (next == null) {
              Thread.sleep(POLL);
            } else {
              perform(next);
            }
          }
        });
  }

  private @Nullable String next() {
    long now = System.nanoTime();
    return dueTimes.entrySet().stream()
        .filter(job -> job.getValue() <= now)
        .min(Map.Entry.comparingByValue(Comparator.naturalOrder()))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private void perform(String id) throws InterruptedException {
    try {
      work.run(id);
      dueTimes.remove(id);
    } catch (InterruptedException e) {
      dueTimes.put(id, System.nanoTime() + RETRY_NANOS);
      throw e;
    }
  }

  @Override
  public void add(String id) {
    dueTimes.put(id, System.nanoTime());
  }

  @Override
  public void die() {
    worker.shutdownNow();
  }
}
