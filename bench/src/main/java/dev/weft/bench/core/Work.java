package dev.weft.bench.core;

import dev.weft.Op;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// An operation that does not block, but may yield once, for every peer. Its result is one of the
/// few boxed numbers that exist already, so that it allocates nothing itself.
final class Work implements Op<Integer, RuntimeException>, Callable<Integer>, Supplier<Integer> {
  private static final int RESULTS = 64;

  private final int result;
  private final boolean yields;

  Work(int number) {
    this(number, false);
  }

  Work(int number, boolean yields) {
    this.result = number % RESULTS;
    this.yields = yields;
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // it is a switch to others that is wanted
  public Integer call() {
    if (yields) {
      Thread.yield();
    }
    return result;
  }

  @Override
  public Integer get() {
    return call();
  }
}
