package dev.weft;

import java.util.concurrent.atomic.AtomicLong;

/// Numbers of the nodes of the tree, given when somebody first asks for one: a task that nobody
/// looks at has none.
final class NodeIds {
  private static final AtomicLong LAST = new AtomicLong();

  private NodeIds() {}

  static long next() {
    return LAST.incrementAndGet();
  }

  /// The first of `many` numbers in a row.
  static long next(int many) {
    return LAST.getAndAdd(many) + 1;
  }
}
