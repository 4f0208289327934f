package dev.weft;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

// The interrupt that ends the wait is consumed only when it is thrown: if the value has come in the
// same moment it is returned, and the interrupt goes on to the next wait.
//
// Defended by FuturesTest.
/// One wait for a future that others complete.
final class FutureWait implements Blocker {
  private static final Duration BOUND = Duration.ofSeconds(10);

  private final CompletableFuture<?> future;

  FutureWait(CompletableFuture<?> future) {
    this.future = future;
  }

  /// Returns when it is completed by somebody else; cancels it if the waiting task is cancelled.
  void await() throws InterruptedException {
    if (future.isDone()) {
      return;
    }
    Scope scope = Strand.currentScope();
    if (scope != null && scope.cancellation() != null) {
      if (cancel()) {
        Tasks.checkCancelled();
      }
      return;
    }
    Thread waiter = Thread.currentThread();
    CompletableFuture<?> wakeUp = future.whenComplete((_, _) -> LockSupport.unpark(waiter));
    while (!future.isDone()) {
      LockSupport.park(this);
      if (waiter.isInterrupted() && cancel()) {
        wakeUp.cancel(false);
        Thread.interrupted();
        throw Tasks.explain(new InterruptedException());
      }
    }
  }

  /// Cancels the future; false if it was completed before. What depends on it may run here, and is
  /// not disturbed by our interrupt.
  private boolean cancel() {
    try {
      Owned.close(() -> future.cancel(true), BOUND);
    } catch (Exception e) {
      // What depends on it is stuck, which is in the log, or was interrupted by somebody else.
    }
    return future.isCancelled() || !future.isDone();
  }

  @Override
  public Collection<Thread> holders() {
    return List.of();
  }

  @Override
  public String toString() {
    return "future " + future;
  }
}
