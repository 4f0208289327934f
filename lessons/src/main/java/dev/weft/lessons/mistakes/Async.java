package dev.weft.lessons.mistakes;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/// `CompletableFuture.supplyAsync` for operations that throw.
final class Async {
  private Async() {}

  static <T> CompletableFuture<T> supply(Callable<T> op, Executor executor) {
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
