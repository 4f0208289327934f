package dev.weft.flow;

import dev.weft.CancelledException;
import java.util.Iterator;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

// 1. The source is advanced only by who holds `turn`, and never again once it has ended or failed.
// 2. Whoever pulls an item calls for another worker, unless one that was called for has not come to
//    its first turn, or there are as many as there may be. So a worker is started only after an
//    item was pulled, and items that do not block are run by few.
//
// Defended by BatchTest, BatchOnLoopTest, BatchScaleTest.
/// Where the workers of one run get their items, one worker at a time.
final class Intake<I extends @Nullable Object, R extends @Nullable Object> {
  // Two cores that want the source turn by turn are slower than one, so who finds it taken lets
  // others run. Mostly it is free again after that, and nobody has to be parked and woken.
  private static final int YIELDS = 3;

  private final Source<I> source;
  private final Outlet<I, R> outlet;
  private final long limit;
  private final ReentrantLock turn = new ReentrantLock();

  // Guarded by `turn`.
  private @Nullable Iterator<? extends I> items;
  private long pulled;
  private boolean exhausted;
  private long called = 1;
  private boolean coming;

  Intake(Source<I> source, int concurrency, Outlet<I, R> outlet) {
    this.source = source;
    this.outlet = outlet;
    long size = source.size();
    this.limit = size < 0 ? concurrency : Math.min(concurrency, size);
  }

  /// Waits for the calling worker's turn and pulls an item; null if there is none any more.
  ///
  /// @param first whether it is the worker's first turn
  @SuppressWarnings("ThreadPriorityCheck") // it only saves time
  @Nullable Slot<I, R> pull(boolean first) throws CancelledException {
    for (int yields = 0; !turn.tryLock(); yields++) {
      if (yields == YIELDS) {
        Waiting.on(turn::lockInterruptibly);
        break;
      }
      Thread.yield();
    }
    try {
      if (first) {
        coming = false;
      }
      if (exhausted) {
        return null;
      }
      outlet.reserve();
      return advance();
    } finally {
      turn.unlock();
    }
  }

  private @Nullable Slot<I, R> advance() {
    I item;
    try {
      if (items == null) {
        items = source.iterator();
      }
      if (!items.hasNext()) {
        exhausted = true;
        outlet.exhausted();
        return null;
      }
      item = items.next();
    } catch (Throwable failure) {
      exhausted = true;
      throw failure;
    }
    boolean calls = !coming && called < limit;
    if (calls) {
      coming = true;
      called++;
    }
    var slot = new Slot<I, R>(pulled++, item, calls);
    outlet.pulled(slot);
    return slot;
  }
}
