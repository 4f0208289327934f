package dev.weft.lessons.stage;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/// `CompletableFuture.supplyAsync` for operations that throw, as the programs that are wrong use
/// it.
public final class Async {
  private Async() {}

  /// A future of what an operation returns, or fails with.
  public static <T> CompletableFuture<T> supply(Callable<T> op, Executor executor) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return op.call();
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        executor);
  }
}
