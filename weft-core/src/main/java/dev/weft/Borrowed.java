package dev.weft;

import java.lang.ref.Cleaner;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/// The threads of an executor that belongs to somebody else.
record Borrowed(Executor executor) implements Place {

  @Override
  public void accept(Job job, @Nullable Job around) {
    if (Thread.currentThread() instanceof ForkJoinWorkerThread worker && isPool(worker.getPool())) {
      // It would wait in the queue of the thread that waits for it.
      job.run();
    } else {
      executor.execute(new Ticket(job));
    }
  }

  private boolean isPool(ForkJoinPool pool) {
    return pool == executor;
  }

  /// The executor's queue cannot be reached: what it hands out later does nothing.
  @Override
  public void forget(Job job) {}

  @Override
  public void close() {}

  static void ensureCleaner() {
    Objects.requireNonNull(Ticket.CLEANER);
  }

  /// What the executor is given. When it was collected before it was run, the executor has dropped
  /// it: a discarding policy does, and `shutdownNow()` does if nobody keeps what it returns.
  private static final class Ticket implements Runnable {
    private static final Cleaner CLEANER =
        Cleaner.create(work -> Timers.threads("weft-dropped").newThread(work));

    private final Job job;
    private final Cleaner.Cleanable collected;

    Ticket(Job job) {
      this.job = job;
      this.collected = CLEANER.register(this, job::dropped);
    }

    @Override
    public void run() {
      try {
        job.run();
      } finally {
        collected.clean();
      }
    }
  }
}
