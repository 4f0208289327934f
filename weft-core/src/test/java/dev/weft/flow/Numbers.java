package dev.weft.flow;

import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;

/// The numbers from 0, as a source that tells how far it was read, and fails when two threads read
/// it at a time.
final class Numbers implements Iterator<Integer> {
  private final int end;
  private final AtomicInteger readers = new AtomicInteger();
  private volatile int read;

  Numbers(int end) {
    this.end = end;
  }

  static Numbers endless() {
    return new Numbers(Integer.MAX_VALUE);
  }

  /// How many numbers were handed out.
  int read() {
    return read;
  }

  @Override
  public boolean hasNext() {
    enter();
    boolean more = read < end;
    readers.decrementAndGet();
    return more;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // that is what is tested
  public Integer next() {
    enter();
    int next = read++;
    readers.decrementAndGet();
    return next;
  }

  private void enter() {
    if (readers.incrementAndGet() != 1) {
      throw new AssertionError("the source is read by two at a time");
    }
  }
}
