package dev.weft.loop;

import java.util.Arrays;

// A binary heap: `heap[0]` is due first, no timer is before its parent at (i - 1) / 2, and each
// knows its index, so that one which is cancelled leaves at once and keeps nothing.
/// The timers of a loop, by their time and, at the same time, in the order in which they were set.
/// Used by the loop's carrier alone.
final class LoopTimers {
  private LoopTimer[] heap = new LoopTimer[16];
  private int size;
  private long numbered;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  LoopTimer add(long at, Runnable action) {
    var timer = new LoopTimer(this, at, numbered++, action);
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    moveUp(size++, timer);
    return timer;
  }

  void remove(LoopTimer timer) {
    int hole = timer.index;
    LoopTimer last = heap[--size];
    clear(size);
    timer.index = -1;
    if (last != timer) {
      moveDown(hole, last);
      if (heap[hole] == last) {
        moveUp(hole, last);
      }
    }
  }

  /// Nanoseconds until the first timer is due; not positive if it is.
  long delay(long now) {
    return heap[0].at - now;
  }

  /// Runs the timers that are due, in their order.
  void fire(long now) {
    while (size > 0 && delay(now) <= 0) {
      LoopTimer first = heap[0];
      remove(first);
      first.action.run();
    }
  }

  private void moveUp(int from, LoopTimer timer) {
    int i = from;
    while (i > 0) {
      int parent = (i - 1) >>> 1;
      if (!timer.isBefore(heap[parent])) {
        break;
      }
      place(i, heap[parent]);
      i = parent;
    }
    place(i, timer);
  }

  private void moveDown(int from, LoopTimer timer) {
    int i = from;
    while (2 * i + 1 < size) {
      int child = 2 * i + 1;
      if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (!heap[child].isBefore(timer)) {
        break;
      }
      place(i, heap[child]);
      i = child;
    }
    place(i, timer);
  }

  private void place(int i, LoopTimer timer) {
    heap[i] = timer;
    timer.index = i;
  }

  @SuppressWarnings("NullAway") // beyond the size nothing is read
  private void clear(int i) {
    heap[i] = null;
  }
}
