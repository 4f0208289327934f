package dev.weft.flow;

import java.util.concurrent.atomic.AtomicInteger;

/// A result that has to be closed.
final class Handle implements AutoCloseable {
  private final AtomicInteger closings = new AtomicInteger();

  int closings() {
    return closings.get();
  }

  @Override
  public void close() {
    closings.incrementAndGet();
  }
}
