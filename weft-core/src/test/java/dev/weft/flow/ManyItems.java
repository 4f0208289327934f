package dev.weft.flow;

import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// More items than fit into the heap, for a JVM of its own.
final class ManyItems {
  private ManyItems() {}

  static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]);
    var sum = new LongAdder();
    Progress end =
        Batch.over(new Numbers(count)).concurrency(5).forEach(i -> sum.add(Objects.hash(i) & 1));
    System.out.println("forEach " + end.done());
    // As a task would: a handover between virtual threads costs less.
    Thread.ofVirtual().start(() -> consume(count / 10)).join();
  }

  private static void consume(int count) {
    try {
      long delivered =
          Batch.over(new Numbers(count))
              .concurrency(5)
              .inOrder(
                  i -> new byte[100],
                  results -> {
                    long taken = 0;
                    while (results.hasNext()) {
                      taken += results.next().value().length;
                    }
                    return taken;
                  });
      System.out.println("inOrder " + delivered / 100);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
