package dev.weft.lessons.theory;

import dev.weft.Offload;
import dev.weft.Op;
import dev.weft.Tasks;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Computing;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.Stage;
import dev.weft.loop.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// Waiting at once needs one thread, computing at once needs cores.
final class Cores implements Lesson {
  private static final List<Integer> PAGES = List.of(1, 2, 3, 4);
  private static final Duration JOB = Duration.ofMillis(400);

  private final Stage stage;
  private final AtomicLong hashes = new AtomicLong();
  private volatile boolean isOnALoop;

  Cores(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException {
    if (stage.mode() != Mode.SIMULATED) {
      Computing.hash(JOB); // once for the compiler, so that the measurements can be compared
    }
    stage.sequential("sequential", "four pages to hash", this::oneAfterTheOther);
    stage.wrong("loop", "computing on an event loop", this::onALoop);
    stage.faster("cores", "computing on all cores", this::onAllCores);
    stage.right("mixed", "waiting on virtual threads, computing on the cores", this::mixed);
  }

  private void oneAfterTheOther() throws InterruptedException {
    // @start region=sequential
    for (int page : PAGES) {
      hash(page);
    }
    // @end
    tellHashes();
  }

  private void onALoop() throws InterruptedException {
    isOnALoop = true;
    switch (stage.mode()) {
      case PARALLEL -> EventLoop.run(this::atOnceOnOneThread);
      case LOOP, SIMULATED -> atOnceOnOneThread();
    }
    isOnALoop = false;
    tellHashes();
  }

  private boolean atOnceOnOneThread() throws InterruptedException {
    // @start region=loop
    Tasks.gather(
        this::query,
        () -> hash(1),
        () -> hash(2),
        () -> hash(3),
        () -> hash(4)); // five tasks, one thread: concurrent, not parallel
    // @end
    return true;
  }

  private void onAllCores() throws InterruptedException {
    // @start region=cores
    Tasks.gather(
        this::query,
        () -> Offload.cores().call(() -> hash(1)),
        () -> Offload.cores().call(() -> hash(2)),
        () -> Offload.cores().call(() -> hash(3)),
        () -> Offload.cores().call(() -> hash(4)));
    // @end
    tellHashes();
  }

  private void mixed() throws InterruptedException {
    // @start region=mixed
    Tasks.gather(
        PAGES,
        page -> {
          fetch(page); // waits: on its virtual thread
          return Offload.cores().call(() -> hash(page)); // computes: on a core
        });
    // @end
    tellHashes();
  }

  // @start region=jobs
  private long hash(int page) throws InterruptedException {
    return stage.call("hash " + page, () -> compute(JOB));
  }

  private String query() throws InterruptedException {
    return waits("query", 200, "the query is answered");
  }

  private String fetch(int page) throws InterruptedException {
    return waits("fetch " + page, 300, "page " + page + " is here");
  }

  // @end

  private String waits(String name, long millis, String then) throws InterruptedException {
    Op<String, RuntimeException> op =
        () -> {
          Thread.sleep(millis);
          stage.say(then);
          return name;
        };
    return stage.call(name, op);
  }

  /// The simulator has one thread. What keeps that thread to itself computes in it too; what does
  /// not sleeps.
  private long compute(Duration time) throws InterruptedException {
    if (stage.mode() == Mode.SIMULATED && !isOnALoop) {
      Thread.sleep(time);
      return 0;
    }
    long count = Computing.hash(time);
    hashes.addAndGet(count);
    return count;
  }

  private void tellHashes() {
    long count = hashes.getAndSet(0);
    stage.measured(
        stage.mode() == Mode.SIMULATED
            ? "a simulator measures no hashes"
            : String.format(
                Locale.ROOT,
                "%.1f million hashes, %d processors",
                count / 1e6,
                Runtime.getRuntime().availableProcessors()));
  }
}
