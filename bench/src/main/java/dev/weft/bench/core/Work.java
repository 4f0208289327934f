package dev.weft.bench.core;

import dev.weft.Op;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// An operation that does not block, for every peer. Its result is one of the few boxed numbers
/// that exist already, so that it allocates nothing itself.
final class Work implements Op<Integer, RuntimeException>, Callable<Integer>, Supplier<Integer> {
  private static final int RESULTS = 64;

  private final int result;

  Work(int number) {
    this.result = number % RESULTS;
  }

  @Override
  public Integer call() {
    return result;
  }

  @Override
  public Integer get() {
    return result;
  }
}
