package dev.weft.flow;

import java.util.concurrent.atomic.AtomicInteger;

/// How many operations are in flight at a time, and how many were at most.
final class Flight {
  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  void enter() {
    int current = now.incrementAndGet();
    most.accumulateAndGet(current, Math::max);
  }

  void leave() {
    now.decrementAndGet();
  }

  int now() {
    return now.get();
  }

  int most() {
    return most.get();
  }
}
