package dev.weft.flow;

import dev.weft.CancelledException;
import dev.weft.Tasks;

/// How a worker waits.
final class Waiting {
  private Waiting() {}

  /// A wait of the JDK.
  @FunctionalInterface
  interface Wait {
    void run() throws InterruptedException;
  }

  /// Waits until it is over or the worker is cancelled. Another interrupt was meant for an item
  /// that has ended meanwhile, and is dropped.
  static void on(Wait wait) throws CancelledException {
    while (true) {
      try {
        wait.run();
        return;
      } catch (InterruptedException e) {
        Tasks.checkCancelled();
      }
    }
  }
}
