package dev.weft.bench.micro;

import java.util.Iterator;
import java.util.NoSuchElementException;

/// The items of a batch, made when they are asked for.
final class Numbers implements Iterator<Integer> {
  private final int end;
  private int next;

  Numbers(int end) {
    this.end = end;
  }

  @Override
  public boolean hasNext() {
    return next < end;
  }

  @Override
  public Integer next() {
    if (next == end) {
      throw new NoSuchElementException();
    }
    return next++;
  }
}
