package dev.weft;

import org.jspecify.annotations.Nullable;

// A thread-local costs a fresh thread its whole table, which is a third of what a sleeping task
// needs beyond its thread. Every thread has a field for an uncaught-exception handler, though, and
// on a thread that Weft has made nobody else has a use for it. So there a strand is that handler.
/// Where a thread keeps its strand.
final class Slot {
  private static final ThreadLocal<@Nullable Strand> BORROWED = new ThreadLocal<>();

  private Slot() {}

  /// The strand of the calling thread, or null outside every scope.
  static @Nullable Strand get() {
    Thread current = Thread.currentThread();
    if (current.isVirtual() && current.getUncaughtExceptionHandler() instanceof Strand strand) {
      return strand;
    }
    return BORROWED.get();
  }

  /// Makes it the strand of the calling thread, which is Weft's own.
  static void own(Strand strand) {
    Thread.currentThread().setUncaughtExceptionHandler(strand);
  }

  /// Makes it the strand of the calling thread, which is somebody else's.
  static void borrow(Strand strand) {
    BORROWED.set(strand);
  }

  /// Takes away the strand of the calling thread; true if the thread is Weft's own.
  static boolean clear(Strand strand) {
    Thread current = Thread.currentThread();
    if (current.isVirtual() && current.getUncaughtExceptionHandler() == strand) {
      current.setUncaughtExceptionHandler(null);
      return true;
    }
    BORROWED.remove();
    return false;
  }
}
