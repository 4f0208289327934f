package dev.weft;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

// FutureTask decides what the future is; `running` connects it with the child that runs it.
//
// 1. `running` is written before the callable is looked at, and read after the future is cancelled:
//    so the callable does not run, or its scope is cancelled.
// 2. A value that finds the future cancelled is closed.
//
// Defended by GroupExecutorTest.
/// What was submitted to a group's executor.
final class Submitted<T extends @Nullable Object> extends FutureTask<T> {
  private volatile @Nullable Scope running;

  Submitted(Callable<T> callable) {
    super(callable);
  }

  @Override
  public void run() {
    running = Strand.currentScope();
    super.run();
    running = null;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(false);
    Scope scope = running;
    if (cancelled && mayInterruptIfRunning && scope != null) {
      scope.cancel(Cancellation.by("its future was cancelled"));
    }
    return cancelled;
  }

  @Override
  protected void set(T value) {
    super.set(value);
    if (isCancelled()) {
      Owned.close(value, "a cancelled future");
    }
  }

  @Override
  protected void setException(Throwable thrown) {
    Scope scope = Strand.currentScope();
    if (scope != null && scope.cancellation() != null && scope.strand.tellsOfCancellation(thrown)) {
      super.cancel(false);
    } else {
      super.setException(thrown);
    }
  }
}
