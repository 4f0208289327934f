package dev.weft.service.batch;

import dev.weft.Shield;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.sync.Channel;
import dev.weft.sync.ChannelClosedException;
import dev.weft.sync.Limiter;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

// 1. A batch is acknowledged when the database has all its items and says `running`. From then on
//    it is worked off by this process or by the next one.
// 2. No connection is held while items come in or are worked on.
// 3. `runs` has every batch that this process works off or is about to; a batch ends in the
//    database by one conditional update, so it is either done or cancelled.
//
// Defended by BatchesTest and BatchRestartTest.
/// The batches of the service. [#run()] works them off; everything else may be called by requests.
public final class Batches {
  private static final System.Logger LOG = System.getLogger("dev.weft.service.batch");

  /// How many batches are worked on at a time; the others wait in line.
  private static final int RUNNING_AT_ONCE = 8;

  private static final int ITEMS_AT_ONCE = 500;
  private static final int WAITING_TO_BE_STARTED = 1_000;
  private static final Duration CLEAN_UP = Duration.ofSeconds(5);
  private static final long RETRY_MILLIS = 500;

  private final BatchRows rows;
  private final ItemWork work;
  private final Map<Long, BatchRun> runs = new ConcurrentHashMap<>();
  private final Channel<BatchRun> starts = Channel.bounded("batches", WAITING_TO_BE_STARTED);

  /// @param database where they are kept
  /// @param work what is done with each item
  public Batches(DataSource database, ItemWork work) {
    this.rows = new BatchRows(database);
    this.work = work;
  }

  /// Works off what an earlier process has left, and what comes, until it is cancelled. Called
  /// once, as a task.
  ///
  /// @throws InterruptedException when it is cancelled: what runs is broken off then, and goes on
  ///   in the next process
  public void run() throws InterruptedException {
    var places = Limiter.of("running batches", RUNNING_AT_ONCE);
    try {
      TaskGroup.supervise(
          "batches",
          group -> {
            for (long id : left()) {
              start(group, new BatchRun(id, rows, work), places);
            }
            starts.forEach(run -> start(group, run, places));
            return true;
          });
    } finally {
      starts.close();
    }
  }

  private List<Long> left() throws InterruptedException {
    while (true) {
      try {
        int forgotten = rows.forgetUnacknowledged();
        List<Long> left = rows.running();
        if (forgotten + left.size() > 0) {
          LOG.log(
              Level.INFO,
              "{0} batches go on; {1} that were not received as a whole are forgotten",
              left.size(),
              forgotten);
        }
        return left;
      } catch (RuntimeException e) {
        Tasks.checkCancelled();
        LOG.log(Level.WARNING, "the batches of before are looked for again: " + e);
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }

  private void start(TaskGroup group, BatchRun run, Limiter places) {
    if (runs.putIfAbsent(run.id(), run) != null) {
      // Received just now and found in the database, too.
      return;
    }
    try {
      run.isTask(
          group.start(
              run.name(),
              () -> {
                try {
                  run.run(places);
                  return true;
                } finally {
                  runs.remove(run.id());
                }
              }));
    } catch (RuntimeException e) {
      runs.remove(run.id());
      run.isNoTask(e);
      throw e;
    }
  }

  /// Takes a batch over. When this returns it is kept, and nothing is lost any more.
  ///
  /// @param items each item; read to its end, while no connection to the database is held
  /// @return its number; empty if there were no items
  /// @throws X if the items cannot be had; then there is no batch
  /// @throws InterruptedException if that is cancelled; then there is no batch
  public <X extends Exception> Optional<Long> receive(
      BatchKind kind, int concurrency, ItemSource<X> items) throws X, InterruptedException {
    long id = rows.begin(kind, concurrency);
    boolean isKept = false;
    try {
      long total = receive(id, items);
      if (total > 0) {
        rows.acknowledge(id, total);
        isKept = true;
      }
    } finally {
      if (!isKept) {
        Shield.run(
            CLEAN_UP,
            () -> {
              rows.forget(id);
              return null;
            });
      }
    }
    if (isKept) {
      hand(new BatchRun(id, rows, work));
    }
    return isKept ? Optional.of(id) : Optional.empty();
  }

  private <X extends Exception> long receive(long id, ItemSource<X> items)
      throws X, InterruptedException {
    List<String> together = new ArrayList<>();
    long total = 0;
    String item;
    do {
      item = items.next();
      if (item != null) {
        together.add(item);
      }
      if (together.size() == ITEMS_AT_ONCE || (item == null && !together.isEmpty())) {
        rows.add(id, total, together);
        total += together.size();
        together.clear();
      }
    } while (item != null);
    return total;
  }

  private void hand(BatchRun run) throws InterruptedException {
    try {
      starts.send(run);
    } catch (ChannelClosedException e) {
      LOG.log(Level.INFO, "{0} will be worked off after the next start", run.name());
    }
  }

  /// How many batches are worked on, or wait in line for that.
  public int running() {
    return runs.size();
  }

  /// A batch as it stands.
  public Optional<BatchView> find(long id) {
    BatchRun run = runs.get(id);
    long inFlight = run == null ? 0 : run.inFlight();
    return rows.find(id).map(row -> row.withInFlight(row.endedAt() == null ? inFlight : 0));
  }

  /// Results in the order of the items, from the one after `afterPosition` on.
  public List<ItemResult> results(long id, long afterPosition, int limit) {
    return rows.results(id, afterPosition, limit);
  }

  /// Cancels a batch that has not ended, and waits until nothing of it runs any more.
  ///
  /// @return the batch as it stands then; empty if there is none
  /// @throws InterruptedException if the caller is cancelled; the batch is cancelled all the same
  public Optional<BatchView> cancel(long id) throws InterruptedException {
    rows.end(id, BatchState.CANCELLED);
    BatchRun run = runs.get(id);
    if (run != null) {
      run.cancel("cancelled by a client");
    }
    return find(id);
  }
}
