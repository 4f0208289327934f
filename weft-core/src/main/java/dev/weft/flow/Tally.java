package dev.weft.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

// A snapshot reads what has ended before what was started, so that no item ends before it starts.
/// What has become of the items of one run.
final class Tally {
  private final long concurrency;
  private final long begun = System.nanoTime();
  private volatile long over;
  private volatile boolean isOver;

  private final LongAdder started = new LongAdder();
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private final LongAdder brokenOff = new LongAdder();
  private final Queue<Worker> workers = new ConcurrentLinkedQueue<>();

  /// How the operation of an item ended.
  enum End {
    DONE,
    FAILED,
    SKIPPED,
    BROKEN_OFF
  }

  /// One worker, and what it is at. Written by its own thread.
  static final class Worker {
    private final Thread thread = Thread.currentThread();
    private volatile @Nullable Slot<?, ?> at;
  }

  Tally(int concurrency) {
    this.concurrency = concurrency;
  }

  Worker hired() {
    var worker = new Worker();
    workers.add(worker);
    return worker;
  }

  void left(Worker worker) {
    workers.remove(worker);
  }

  void started(Worker worker, Slot<?, ?> slot) {
    worker.at = slot;
    started.increment();
  }

  void ended(Worker worker, End how) {
    worker.at = null;
    switch (how) {
      case DONE -> done.increment();
      case FAILED -> failed.increment();
      case SKIPPED -> skipped.increment();
      case BROKEN_OFF -> brokenOff.increment();
    }
  }

  void over() {
    over = System.nanoTime();
    isOver = true;
  }

  List<BatchMonitor.Running> running() {
    List<BatchMonitor.Running> running = new ArrayList<>();
    for (Worker worker : workers) {
      Slot<?, ?> slot = worker.at;
      if (slot != null) {
        running.add(new BatchMonitor.Running(slot.index, slot.item, worker.thread));
      }
    }
    return running;
  }

  Progress progress() {
    long elapsed = (isOver ? over : System.nanoTime()) - begun;
    long allDone = done.sum();
    long allFailed = failed.sum();
    long allSkipped = skipped.sum();
    long ended = allDone + allFailed + allSkipped + brokenOff.sum();
    long allStarted = Math.max(ended, started.sum());
    long inFlight = Math.min(concurrency, allStarted - ended);
    return new Progress(
        allStarted, inFlight, allDone, allFailed, allSkipped, Duration.ofNanos(elapsed));
  }
}
