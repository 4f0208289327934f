package dev.weft.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

// 1. A snapshot reads what has ended before what was started: no item ends before it starts.
// 2. Each of the first workers counts in a lane of its own, which no other of them writes. There
//    are not more lanes, since a snapshot reads all.
/// What has become of the items of one run.
final class Tally {
  private static final int MOST_LANES = 64;

  /// As many counts as keep two lanes out of each other's cache lines.
  private static final int LANE = 16;

  /// Where in a lane stands how many items were started; behind it how many have ended how.
  private static final int STARTED = 0;

  private final long concurrency;
  private final long begun = System.nanoTime();
  private volatile long over;
  private volatile boolean isOver;

  private final AtomicInteger hired = new AtomicInteger();
  private final AtomicLongArray counts;
  private final Queue<Worker> workers = new ConcurrentLinkedQueue<>();

  /// How the operation of an item ended.
  enum End {
    DONE(1),
    FAILED(2),
    SKIPPED(3),
    BROKEN_OFF(4);

    private final int place;

    End(int place) {
      this.place = place;
    }
  }

  /// One worker, and what it is at. Written by its own thread.
  static final class Worker {
    private final Thread thread = Thread.currentThread();
    private final int lane;
    private final AtomicReference<@Nullable Slot<?, ?>> at = new AtomicReference<>();

    Worker(int lane) {
      this.lane = lane;
    }
  }

  Tally(int concurrency) {
    this.concurrency = concurrency;
    this.counts = new AtomicLongArray(Math.min(concurrency, MOST_LANES) * LANE);
  }

  Worker hired() {
    var worker = new Worker(hired.getAndIncrement() % (counts.length() / LANE) * LANE);
    workers.add(worker);
    return worker;
  }

  void left(Worker worker) {
    workers.remove(worker);
  }

  void started(Worker worker, Slot<?, ?> slot) {
    worker.at.setRelease(slot);
    counts.getAndIncrement(worker.lane + STARTED);
  }

  void ended(Worker worker, End how) {
    worker.at.setRelease(null);
    counts.getAndIncrement(worker.lane + how.place);
  }

  void over() {
    over = System.nanoTime();
    isOver = true;
  }

  List<BatchMonitor.Running> running() {
    List<BatchMonitor.Running> running = new ArrayList<>();
    for (Worker worker : workers) {
      Slot<?, ?> slot = worker.at.get();
      if (slot != null) {
        running.add(new BatchMonitor.Running(slot.index, slot.item, worker.thread));
      }
    }
    return running;
  }

  Progress progress() {
    long elapsed = (isOver ? over : System.nanoTime()) - begun;
    long done = sum(End.DONE.place);
    long failed = sum(End.FAILED.place);
    long skipped = sum(End.SKIPPED.place);
    long ended = done + failed + skipped + sum(End.BROKEN_OFF.place);
    long started = sum(STARTED);
    long inFlight = Math.min(concurrency, started - ended);
    return new Progress(started, inFlight, done, failed, skipped, Duration.ofNanos(elapsed));
  }

  private long sum(int what) {
    long sum = 0;
    for (int lane = 0; lane < counts.length(); lane += LANE) {
      sum += counts.get(lane + what);
    }
    return sum;
  }
}
