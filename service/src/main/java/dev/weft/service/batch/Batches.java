package dev.weft.service.batch;

import dev.weft.Shield;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.sync.Channel;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

// 1. A batch is acknowledged when the database has all its items and says `running`. From then on
//    it is worked off by this process or by the next one.
// 2. No connection is held while items come in or are worked on.
// 3. The database is the queue: when a place is free, the next batch that says `running` and that
//    nobody here works on is started. `runs` has those that are worked on.
// 4. A batch ends in the database by one conditional update, so it ends in one way.
// 5. When `run` has ended, however, nobody here works on batches any more, and `hasEnded` says so.
//
// Defended by BatchesTest, BatchRestartTest and BatchesEndTest.
/// The batches of the service. [#run()] works them off; everything else may be called by requests.
public final class Batches {
  private static final System.Logger LOG = System.getLogger("dev.weft.service.batch");

  /// How many batches are worked on at a time; the others wait in line.
  private static final int RUNNING_AT_ONCE = 8;

  private static final int ITEMS_AT_ONCE = 500;
  private static final Duration CLEAN_UP = Duration.ofSeconds(5);
  private static final Duration LONGEST_UNSEEN = Duration.ofSeconds(1);

  private final BatchRows rows;
  private final ItemWork work;
  private final Map<Long, BatchRun> runs = new ConcurrentHashMap<>();

  /// Taken by whoever starts a batch, given back by the batch.
  private final Semaphore places = new Semaphore(RUNNING_AT_ONCE);

  private final Channel<Long> news = Channel.bounded("new batches", 1);
  private final AtomicInteger brokenOff = new AtomicInteger();

  /// Whether the database had no answer last; of the task that works batches off.
  private boolean isAway;

  // Set by the task that works them off, read by any.
  private volatile boolean ended;

  /// Forgets what an earlier process had not received as a whole.
  ///
  /// @param database where they are kept
  /// @param work what is done with each item
  public Batches(DataSource database, ItemWork work) {
    this.rows = new BatchRows(database);
    this.work = work;
    int forgotten = rows.forgetUnacknowledged();
    if (forgotten > 0) {
      LOG.log(Level.INFO, "{0} batches that were not received as a whole are forgotten", forgotten);
    }
  }

  /// Works off what an earlier process has left, and what comes, until it is cancelled. Called
  /// once, as a task.
  ///
  /// @throws InterruptedException when it is cancelled: what runs is broken off then, and goes on
  ///   in the next process
  public void run() throws InterruptedException {
    try {
      TaskGroup.supervise("batches", this::startAll);
    } finally {
      ended = true;
    }
  }

  private boolean startAll(TaskGroup group) throws InterruptedException {
    while (true) {
      places.acquire();
      OptionalLong next = next();
      if (next.isPresent()) {
        start(group, new BatchRun(next.getAsLong(), rows, work));
      } else {
        places.release();
        news.tryReceive(LONGEST_UNSEEN);
      }
    }
  }

  /// Whether [#run()] has ended, by a failure or because it was cancelled: what is received then
  /// waits for the next process.
  public boolean hasEnded() {
    return ended;
  }

  /// How many batches [#run()] has broken off at its end. They go on in the next process.
  public int brokenOff() {
    return brokenOff.get();
  }

  /// One that nobody works on.
  private OptionalLong next() throws InterruptedException {
    try {
      OptionalLong next = rows.next(runs.keySet());
      if (isAway) {
        LOG.log(Level.INFO, "batches can be looked for again");
        isAway = false;
      }
      return next;
    } catch (RuntimeException e) {
      Tasks.checkCancelled();
      if (!isAway) {
        LOG.log(Level.WARNING, "batches are looked for until the database answers again: " + e);
        isAway = true;
      }
      return OptionalLong.empty();
    }
  }

  private void start(TaskGroup group, BatchRun run) {
    runs.put(run.id(), run);
    try {
      run.isTask(
          group.start(
              run.name(),
              () -> {
                try {
                  run.run();
                  return true;
                } catch (InterruptedException e) {
                  if (!run.isCancelledByAClient()) {
                    brokenOff.incrementAndGet();
                  }
                  throw e;
                } finally {
                  runs.remove(run.id());
                  places.release();
                }
              }));
    } catch (RuntimeException e) {
      runs.remove(run.id());
      places.release();
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
        Shield.run(CLEAN_UP, () -> forget(id));
      }
    }
    // Nobody need be told: it is looked for now and then.
    news.trySend(id);
    return isKept ? Optional.of(id) : Optional.empty();
  }

  /// What made it necessary is told, not what may go wrong here.
  private boolean forget(long id) {
    try {
      rows.forget(id);
      return true;
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "batch " + id + ", never acknowledged, is forgotten later: " + e);
      return false;
    }
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

  /// How many batches are worked on.
  public int running() {
    return runs.size();
  }

  /// A batch as it stands. It has ended when nothing of it runs any more.
  public Optional<BatchView> find(long id) {
    BatchRun run = runs.get(id);
    return rows.find(id).map(view -> run == null ? view : view.inProgress(run.inFlight()));
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
      run.cancelByAClient();
    }
    return find(id);
  }
}
