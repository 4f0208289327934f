package dev.weft.flow;

import dev.weft.Outcome;
import org.jspecify.annotations.Nullable;

/// An item that was pulled from the source, made by the thread that runs it.
final class Slot<I extends @Nullable Object, R extends @Nullable Object> {
  final long index;
  final I item;
  final Thread worker = Thread.currentThread();

  /// Whether who has pulled it is to start another worker before it runs it.
  final boolean calls;

  /// The next in a list of a [Window], which owns it.
  @Nullable Slot<I, R> next;

  // Written once by the worker; never by one that is broken off.
  private volatile @Nullable Outcome<R> end;

  Slot(long index, I item, boolean calls) {
    this.index = index;
    this.item = item;
    this.calls = calls;
  }

  void end(Outcome<R> outcome) {
    end = outcome;
  }

  @Nullable Outcome<R> end() {
    return end;
  }

  String title(String batch) {
    return title(index, batch);
  }

  static String title(long index, String batch) {
    return "item " + index + " of " + batch;
  }
}
