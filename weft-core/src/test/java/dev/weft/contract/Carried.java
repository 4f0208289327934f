package dev.weft.contract;

/// Virtual threads outside every scope, and what carries them.
final class Carried {
  private Carried() {}

  /// Runs `test` on a virtual thread of the caller's scheduler; an interrupt is handed on.
  static void run(Runnable test) {
    Thread thread = Thread.ofVirtual().name("test").start(test);
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        thread.interrupt();
      }
    }
  }

  static void require(String carrier) {
    String thread = Thread.currentThread().toString();
    if (!thread.substring(thread.lastIndexOf('@') + 1).startsWith(carrier)) {
      throw new AssertionError(thread + " is not carried by " + carrier);
    }
  }
}
