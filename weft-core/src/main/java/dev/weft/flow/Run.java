package dev.weft.flow;

import dev.weft.CancelledException;
import dev.weft.Deadline;
import dev.weft.ItemOp;
import dev.weft.Outcome;
import dev.weft.Owned;
import dev.weft.TaskCancelledException;
import dev.weft.TaskFailedException;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.flow.Tally.End;
import dev.weft.internal.Beside;
import dev.weft.internal.Sneaky;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

// 1. A worker is a task of the group that runs one item after the other. It starts another one, if
//    its item calls for that, before it runs the item: so one that blocks holds up no other.
// 2. What ends the batch is thrown by its worker: the group then cancels the rest, joins it, and
//    keeps the first failure with the others beside it.
// 3. An item ends by itself or is broken off with its worker (Tasks.attempt tells them apart). One
//    that is broken off has no end and goes nowhere.
// 4. No interrupt passes from one item to the next. After Thread.interrupted() has taken one away,
//    checkCancelled() tells whether it was Weft's: the scope is marked before the interrupt is
//    sent. Another one was meant for the item, and is dropped.
// 5. A result is delivered, or closed when no worker is left.
// 6. The tally knows of an item's end before the consumer does.
//
// Defended by BatchTest, BatchFailureTest, BatchCancellationTest, BatchResultsTest,
// BatchRaceTest, BatchScaleTest, BatchOnLoopTest.
/// One run of a batch.
final class Run<I extends @Nullable Object, R extends @Nullable Object> {
  // Virtual threads are not preempted: after so many items a worker that does not block lets others
  // have the carrier.
  private static final int STRETCH = 64;

  private final Settings<I> settings;
  private final Source<I> source;
  private final ItemOp<? super I, ? extends R, ?> op;
  private final Outlet<I, R> outlet;
  private final Intake<I, R> intake;
  private final Tally tally;
  private final AtomicInteger workers = new AtomicInteger();
  private final ReentrantLock listening = new ReentrantLock();

  // The owner's own.
  private @Nullable Throwable thrownByBody;

  Run(
      Settings<I> settings,
      Source<I> source,
      ItemOp<? super I, ? extends R, ?> op,
      Outlet<I, R> outlet) {
    this.op = Objects.requireNonNull(op, "op");
    this.settings = settings;
    this.source = source;
    source.begin(settings.title);
    this.outlet = outlet;
    this.intake = new Intake<>(source, settings.concurrency, outlet);
    this.tally = new Tally(settings.concurrency);
    if (settings.monitor != null) {
      settings.monitor.watch(tally);
    }
  }

  /// Runs the batch beside `body`, and returns what that returned when all have ended.
  <T extends @Nullable Object, X extends Exception> T execute(TaskGroup.Body<T, X> body)
      throws X, InterruptedException {
    T value = null;
    Throwable thrown = null;
    try {
      value = TaskGroup.run(settings.title, group -> lead(group, body));
    } catch (TaskFailedException failed) {
      thrown = failed == thrownByBody ? failed : failureIn(failed);
    } catch (Throwable other) {
      thrown = other;
    }
    tally.over();
    try {
      source.close();
    } catch (Throwable other) {
      thrown = thrown == null ? other : thrown;
      Beside.suppress(thrown, other);
    }
    if (thrown != null) {
      outlet.abandon(settings.title, settings.onFailure == OnFailure.KEEP);
      Owned.close(value, settings.title);
      throw Sneaky.<X>rethrow(thrown);
    }
    return Sneaky.present(value);
  }

  Progress progress() {
    return tally.progress();
  }

  private <T extends @Nullable Object, X extends Exception> T lead(
      TaskGroup group, TaskGroup.Body<T, X> body) throws X, InterruptedException {
    try {
      hire(group);
      return body.run(group);
    } catch (Throwable thrown) {
      thrownByBody = thrown;
      throw thrown;
    }
  }

  private void hire(TaskGroup group) {
    group.<@Nullable Void>start(
        settings.title + " worker " + workers.incrementAndGet(),
        () -> {
          work(group);
          return null;
        });
  }

  @SuppressWarnings("ThreadPriorityCheck") // fairness, not correctness
  private void work(TaskGroup group) throws Exception {
    Tally.Worker worker = tally.hired();
    try {
      int processed = 0;
      for (Slot<I, R> slot = next(group, true); slot != null; slot = next(group, false)) {
        process(worker, slot);
        if (++processed % STRETCH == 0) {
          Thread.yield();
        }
      }
    } catch (CancelledException told) {
      if (isCancelled()) {
        throw told;
      }
      // A group ignores that a child was cancelled by itself; here an item would be lost with it.
      throw new TaskCancelledException(settings.title, told.cancellation());
    } finally {
      tally.left(worker);
    }
  }

  private @Nullable Slot<I, R> next(TaskGroup group, boolean first) throws CancelledException {
    dropInterrupt();
    Slot<I, R> slot = intake.pull(first);
    // Also because a source that is interrupted may feign its end.
    dropInterrupt();
    if (slot != null && slot.calls) {
      hire(group);
    }
    return slot;
  }

  /// Drops the interrupt that an item or the source has left behind, unless the worker is
  /// cancelled.
  @SuppressWarnings("ResultOfMethodCallIgnored")
  private static void dropInterrupt() throws CancelledException {
    Thread.interrupted();
    Tasks.checkCancelled();
  }

  private void process(Tally.Worker worker, Slot<I, R> slot) throws Exception {
    Outcome<R> end;
    if (settings.rate != null) {
      Waiting.on(settings.rate::acquire);
    }
    tally.started(worker, slot);
    try {
      end = attempt(slot);
    } catch (Throwable brokenOff) {
      tally.ended(worker, End.BROKEN_OFF);
      throw brokenOff;
    }
    End how = judge(end);
    tally.ended(worker, how);
    if (how == End.FAILED && settings.onFailure != OnFailure.KEEP) {
      throw fatal(slot, end);
    }
    slot.end(end);
    outlet.ended(slot);
    try {
      tell(how == End.SKIPPED ? slot : null, end);
    } catch (Throwable thrown) {
      if (how == End.SKIPPED && end instanceof Outcome.Failure<R>(var cause)) {
        Beside.suppress(thrown, cause);
      }
      throw thrown;
    }
  }

  private Outcome<R> attempt(Slot<I, R> slot) throws CancelledException {
    try {
      return Tasks.attempt(() -> call(slot.item));
    } catch (CancelledException ofWorker) {
      throw ofWorker;
    } catch (InterruptedException ofItem) {
      return new Outcome.Failure<>(ofItem);
    }
  }

  private R call(I item) throws Exception {
    if (settings.itemDeadline == null) {
      return op.call(item);
    }
    return Deadline.<R, Exception>within(settings.itemDeadline, () -> op.call(item));
  }

  private End judge(Outcome<R> end) {
    if (end instanceof Outcome.Success) {
      return End.DONE;
    }
    boolean error = end instanceof Outcome.Failure<R>(Error _);
    return settings.onFailure == OnFailure.SKIP && !error ? End.SKIPPED : End.FAILED;
  }

  /// What the worker throws for an item that ends the batch.
  private Exception fatal(Slot<I, R> slot, Outcome<R> end) {
    String title = slot.title(settings.title);
    Throwable failure =
        switch (end) {
          case Outcome.Failure<R>(var cause) -> cause;
          case Outcome.Cancelled<R>(var why) -> new TaskCancelledException(title, why);
          case Outcome.Success<R> _ -> throw new AssertionError(title);
        };
    failure.addSuppressed(new ItemNote(title, slot.index, slot.item));
    try {
      tell(null, end);
    } catch (Throwable other) {
      Beside.suppress(failure, other);
    }
    return Sneaky.<RuntimeException>rethrow(failure);
  }

  private void tell(@Nullable Slot<I, R> skipped, Outcome<R> end) throws CancelledException {
    var onSkip = settings.onSkip;
    var onProgress = settings.onProgress;
    if (onProgress == null && (onSkip == null || skipped == null)) {
      return;
    }
    Waiting.on(listening::lockInterruptibly);
    try {
      if (onSkip != null && skipped != null) {
        onSkip.accept(new Completed<>(skipped.index, skipped.item, end));
      }
      if (onProgress != null) {
        onProgress.accept(tally.progress());
      }
    } finally {
      listening.unlock();
    }
  }

  private static boolean isCancelled() {
    try {
      Tasks.checkCancelled();
      return false;
    } catch (CancelledException e) {
      return true;
    }
  }

  /// The failure itself, with the others beside it. That an item was interrupted is not an
  /// interruption of the caller, so that stays wrapped.
  private static Throwable failureIn(TaskFailedException failed) {
    Throwable cause = failed.getCause();
    if (cause == null || cause instanceof InterruptedException) {
      return failed;
    }
    for (Throwable other : failed.getSuppressed()) {
      Beside.suppress(cause, other);
    }
    return cause;
  }
}
