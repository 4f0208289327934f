package dev.weft;

import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

// 1. `decided` is won once, by whoever decides what becomes of the job: the thread that runs it
//    (run), a cancellation that comes before that (cancelledUnbegun), a place that does not take it
//    (refuse) or has lost it (dropped). Only the winner touches the task.
// 2. It is the offload's from admit() to gone(). Admission looks at `decided` under the offload's
//    lock, and gone() comes after it was won: so no job that was decided early stays there.
// 3. A thread is left as it was found: its own strand, its context class loader. Its interrupt flag
//    is the business of the strand and of the place.
//
// Defended by OffloadTest, OffloadCancellationTest, OffloadRaceTest.
/// One task of an offload, from its start to its end.
final class Job implements Launcher, Runnable {
  private static final System.Logger LOG = System.getLogger("dev.weft");

  final Offload offload;
  private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
  private final AtomicBoolean decided = new AtomicBoolean();

  // Written by the thread that starts the task, before anyone else can win; dropped at the end, so
  // that a queue of somebody else's does not keep what the task has captured.
  private volatile @Nullable Task<?> task;

  // Written by the thread that runs it, and read only on it or below it.
  private @Nullable Thread thread;

  // Written by the thread that runs it, read when the task has ended: for the caller who waits.
  private @Nullable Throwable thrown;
  private boolean observed;

  // Guarded by the lock of the Workers.
  Workers.@Nullable Line line;
  Workers.@Nullable Line lent;

  Job(Offload offload) {
    this.offload = offload;
  }

  boolean isDecided() {
    return decided.get();
  }

  private boolean decide() {
    return decided.compareAndSet(false, true);
  }

  @Override
  public void launch(Task<?> starting) {
    task = starting;
    if (isDecided()) {
      task = null;
      return;
    }
    try {
      if (offload.admit(this)) {
        offload.dispatch(this);
      }
    } catch (Throwable thrown) {
      refuse(starting, thrown);
    }
  }

  /// Whatever an executor throws for a job that it does not run means that it refuses it.
  private void refuse(Task<?> starting, Throwable thrown) {
    if (!decide()) {
      LOG.log(Level.WARNING, offload + " took " + starting.title() + " and threw", thrown);
      return;
    }
    task = null;
    offload.gone(this);
    throw thrown instanceof Closed
        ? new RejectedExecutionException(starting.title() + " is not run: " + thrown.getMessage())
        : new RejectedExecutionException(
            starting.title()
                + " is not run: "
                + offload
                + " refuses it ("
                + TaskFailedException.text(thrown)
                + "); it is shut down or has no room",
            thrown);
  }

  @Override
  public void cancelledUnbegun(Task<?> cancelled) {
    if (decide()) {
      task = null;
      offload.withdrawn(this);
      cancelled.endUnrun(null);
    }
  }

  /// Its place has lost it.
  void dropped() {
    if (decide()) {
      Task<?> lost = Objects.requireNonNull(task);
      task = null;
      offload.gone(this);
      lost.endUnrun(
          new RejectedExecutionException(
              lost.title()
                  + " will not run: the executor of "
                  + offload
                  + " has dropped it; it was shut down, or discards what it has no room for"));
    }
  }

  @Override
  public void run() {
    if (!decide()) {
      return;
    }
    Task<?> running = Objects.requireNonNull(task);
    Strand strand = running.scope.strand;
    Thread current = Thread.currentThread();
    ClassLoader loaderBefore = current.getContextClassLoader();
    thread = current;
    offload.began(this, strand);
    try {
      current.setContextClassLoader(loader);
      Strand.apart(running::run);
    } finally {
      current.setContextClassLoader(loaderBefore);
      task = null;
      offload.ended(this, strand);
    }
  }

  @Override
  public void threw(Throwable failure) {
    thrown = failure;
    observed = Objects.requireNonNull(Strand.current()).hasObserved();
  }

  /// What the operation threw.
  @Nullable Throwable thrown() {
    return thrown;
  }

  /// Whether a cancellation had surfaced in the operation when it failed.
  boolean hasObserved() {
    return observed;
  }

  boolean isOn(Thread other) {
    return thread == other;
  }

  void cancel(Cancellation why) {
    Task<?> live = task;
    if (live != null) {
      live.cancel(why);
    }
  }

  /// The offload is closed.
  static final class Closed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Closed(String message) {
      super(message);
    }
  }
}
