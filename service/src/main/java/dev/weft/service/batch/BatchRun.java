package dev.weft.service.batch;

import dev.weft.Deadline;
import dev.weft.Shield;
import dev.weft.Task;
import dev.weft.Tasks;
import dev.weft.flow.Batch;
import dev.weft.flow.BatchMonitor;
import dev.weft.flow.Results;
import dev.weft.service.database.Absence;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

// Results are written down a few at a time. What a crash leaves unwritten is done again after the
// restart: each item is worked on at least once, and counted once.
/// A batch that is worked off. `run` does it, as a task; everything else may be called by anybody.
final class BatchRun {
  private static final System.Logger LOG = System.getLogger("dev.weft.service.batch");
  private static final Duration LAST_WRITE = Duration.ofSeconds(5);
  private static final long RETRY_MILLIS = 500;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;
  private static final int MOST_FAILURES = 20;

  private final long id;
  private final BatchRows rows;
  private final ItemWork work;
  private final BatchMonitor monitor = new BatchMonitor();

  /// Completed when it is known which task this is.
  private final CompletableFuture<Task<?>> task = new CompletableFuture<>();

  // Set by whoever cancels it, read by the task.
  private volatile boolean cancelledByAClient;

  /// Those that are no absence of the database; counted by the task.
  private int failures;

  BatchRun(long id, BatchRows rows, ItemWork work) {
    this.id = id;
    this.rows = rows;
    this.work = work;
  }

  long id() {
    return id;
  }

  String name() {
    return "batch " + id;
  }

  /// Tells which task it is.
  void isTask(Task<?> started) {
    task.complete(started);
  }

  /// Tells that it will be none.
  void isNoTask(Throwable why) {
    task.completeExceptionally(why);
  }

  long inFlight() {
    return monitor.progress().inFlight();
  }

  boolean isCancelledByAClient() {
    return cancelledByAClient;
  }

  /// Ends it and waits until it has ended.
  void cancelByAClient() throws InterruptedException {
    cancelledByAClient = true;
    try {
      Task<?> running = task.get();
      running.cancel("cancelled by a client");
      running.join();
    } catch (ExecutionException e) {
      // It never began.
    }
  }

  /// Works the batch off. The database may go away meanwhile; what fails in another way again and
  /// again ends the batch as failed.
  void run() throws InterruptedException {
    try {
      for (int attempt = 1; !isWorkedOff(); attempt++) {
        Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, RETRY_MILLIS * attempt));
      }
    } catch (InterruptedException e) {
      LOG.log(
          Level.INFO,
          cancelledByAClient
              ? "{0} is broken off after {1} items: it was cancelled"
              : "{0} is broken off after {1} items; it goes on after a restart",
          name(),
          monitor.progress().ended());
      throw e;
    }
  }

  private boolean isWorkedOff() throws InterruptedException {
    try {
      BatchView row = rows.find(id).orElse(null);
      if (row != null && row.state().equals(BatchState.RUNNING.toString())) {
        if (failures > MOST_FAILURES) {
          rows.end(id, BatchState.FAILED);
          return true;
        }
        if (row.done() + row.failed() > 0) {
          LOG.log(
              Level.INFO,
              "{0} goes on, {1} of {2} items are left",
              name(),
              row.total() - row.done() - row.failed(),
              row.total());
        }
        workOff(row);
        rows.end(id, BatchState.DONE);
      }
      return true;
    } catch (RuntimeException | Error e) {
      // The former is Jdbi's way to say that the database has failed, or was broken off. The latter
      // would be heard by nobody, and the batch be started again at once.
      Tasks.checkCancelled();
      if (!Absence.isCauseOf(e) && ++failures > MOST_FAILURES) {
        LOG.log(Level.ERROR, name() + " has failed for good", e);
      } else {
        LOG.log(Level.WARNING, name() + " is tried again: " + e);
      }
      return false;
    }
  }

  private void workOff(BatchView row) throws InterruptedException {
    BatchKind kind = BatchKind.named(row.kind()).orElseThrow();
    Batch.over(new OpenItems(rows, id))
        .named(name())
        .concurrency(row.concurrency())
        .monitor(monitor)
        .asCompleted(item -> end(kind, item), this::writeDown);
  }

  private ItemResult end(BatchKind kind, Item item) throws InterruptedException {
    try {
      return new ItemResult(item.position(), true, work.run(kind, item.text()));
    } catch (ItemFailedException e) {
      return new ItemResult(item.position(), false, String.valueOf(e.getMessage()));
    }
  }

  private boolean writeDown(Results<Item, ItemResult> results) throws InterruptedException {
    var unwritten = new UnwrittenResults(id, rows);
    try {
      while (hasNext(results, unwritten)) {
        unwritten.add(results.next().value());
      }
    } finally {
      Shield.run(
          LAST_WRITE,
          () -> {
            unwritten.write();
            return null;
          });
    }
    return true;
  }

  /// Waits for the next result. What has come before it is written down when it is due, however
  /// long that takes.
  private static boolean hasNext(Results<Item, ItemResult> results, UnwrittenResults unwritten)
      throws InterruptedException {
    if (unwritten.isEmpty()) {
      return results.hasNext();
    }
    return Deadline.within(
        unwritten.timeLeft(),
        results::hasNext,
        () -> {
          unwritten.write();
          return results.hasNext();
        });
  }
}
