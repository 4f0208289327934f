package dev.weft.service.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/// The items of a batch that have not ended, read a page at a time: however long the batch is, no
/// more than a page of it is in memory. Used by one thread at a time.
final class OpenItems implements Iterator<Item> {
  private static final int PAGE = 500;

  private final BatchRows rows;
  private final long batch;
  private final Deque<Item> page = new ArrayDeque<>();
  private long last = -1;
  private boolean isEnd;

  OpenItems(BatchRows rows, long batch) {
    this.rows = rows;
    this.batch = batch;
  }

  @Override
  public boolean hasNext() {
    if (page.isEmpty() && !isEnd) {
      page.addAll(rows.open(batch, last, PAGE));
      isEnd = page.isEmpty();
    }
    return !page.isEmpty();
  }

  @Override
  public Item next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the batch has no more items");
    }
    Item item = page.removeFirst();
    last = item.position();
    return item;
  }
}
