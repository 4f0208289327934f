package dev.weft.flow;

import dev.weft.Blocker;
import dev.weft.CancelledException;
import dev.weft.Outcome;
import dev.weft.Tasks;
import dev.weft.internal.ClosedOnce;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. A permit of `room` goes with each item from before it is pulled until after the consumer has
//    taken it. Permits that come back are held until there are some of them, or the consumer waits,
//    and who takes one takes all that there are: each hand-over between two cores costs time.
// 2. Every item that is pulled is put once: in item order when it is pulled, else when it ends. The
//    consumer takes over all that was put, at once, and takes the first when that has ended.
//    Skipped items go the same way and are dropped by the consumer, so that the counts agree.
// 3. `pulled` is final when `exhausted` is set. So "exhausted, and as many taken as pulled" is the
//    end.
// 4. Whoever makes a first one or the end looks for a waiter afterwards; the consumer makes itself
//    known before it looks. So none of them is slept through. A waiter that awaits nothing in
//    particular is woken by whatever ends.
// 5. `next` of an item belongs to who puts it until it is put, and to the consumer from then on.
//
// Defended by BatchResultsTest, BatchRaceTest.
/// The way of results from the workers to one consumer, in bounded memory.
final class Window<I extends @Nullable Object, R extends @Nullable Object>
    implements Outlet<I, R>, Blocker {
  private final String title;
  private final boolean inOrder;
  private final boolean skips;
  private final Semaphore room;
  private final int lag;

  // What was put and not taken over yet: the newest, from which `next` leads to the older ones.
  private final AtomicReference<@Nullable Slot<I, R>> newest = new AtomicReference<>();

  private volatile @Nullable Thread waiter;

  // Written by the consumer before `waiter`, read by workers after that; for a report by any.
  private @Nullable Slot<I, R> awaited;

  // Written by one worker at a time, `exhausted` last; `pulled` is read after that only. `reserved`
  // are permits that were taken for items that are still to be pulled.
  private long pulled;
  private int reserved;
  private volatile boolean exhausted;

  private final Taking<I, R> taking = new Taking<>();

  /// The consumer's own. Not in the window itself, where what workers on another core read for each
  /// item is certain to be in the same cache line.
  private static final class Taking<I extends @Nullable Object, R extends @Nullable Object> {
    /// What is to be taken next, and behind it what has come from the workers since.
    private @Nullable Slot<I, R> first;

    private long count;

    /// The permits that go with what was taken and were not given back yet.
    private int vacated;
  }

  Window(Settings<I> settings, boolean inOrder) {
    this.title = settings.title;
    this.inOrder = inOrder;
    this.skips = settings.onFailure == OnFailure.SKIP;
    this.room = new Semaphore(settings.window());
    this.lag = settings.lag();
  }

  @Override
  public void reserve() throws CancelledException {
    if (reserved == 0) {
      reserved = room.drainPermits();
    }
    if (reserved > 0) {
      reserved--;
    } else {
      Waiting.on(room::acquire);
    }
  }

  @Override
  public void pulled(Slot<I, R> slot) {
    pulled++;
    if (inOrder) {
      put(slot);
    }
  }

  @Override
  public void exhausted() {
    exhausted = true;
    wake();
  }

  @Override
  public void ended(Slot<I, R> slot) {
    if (!inOrder) {
      put(slot);
      wake();
    } else if (waiter != null && (awaited == null || awaited == slot)) {
      wake();
    }
  }

  private void put(Slot<I, R> slot) {
    Slot<I, R> before;
    do {
      before = newest.get();
      slot.next = before;
    } while (!newest.compareAndSet(before, slot));
  }

  /// What is to be taken next. Called by the consumer.
  private @Nullable Slot<I, R> first() {
    if (taking.first == null && newest.get() != null) {
      Slot<I, R> slot = newest.getAndSet(null);
      while (slot != null) {
        Slot<I, R> before = slot.next;
        slot.next = taking.first;
        taking.first = slot;
        slot = before;
      }
    }
    return taking.first;
  }

  private void wake() {
    Thread waiting = waiter;
    if (waiting != null) {
      waiter = null;
      LockSupport.unpark(waiting);
    }
  }

  String batch() {
    return title;
  }

  /// Waits for the next result; false if there is none any more. Called by the consumer.
  boolean awaitHead() throws InterruptedException {
    while (true) {
      Tasks.checkCancelled();
      await();
      Slot<I, R> next = first();
      if (next == null) {
        return false;
      }
      if (!skips || next.end() instanceof Outcome.Success) {
        return true;
      }
      remove();
    }
  }

  /// The result that was waited for.
  Completed<I, R> take() {
    Slot<I, R> slot = remove();
    return new Completed<>(slot.index, slot.item, Objects.requireNonNull(slot.end()));
  }

  private Slot<I, R> remove() {
    Slot<I, R> slot = Objects.requireNonNull(first());
    taking.first = slot.next;
    slot.next = null;
    taking.count++;
    if (++taking.vacated > lag) {
      vacate();
    }
    return slot;
  }

  private void vacate() {
    room.release(taking.vacated);
    taking.vacated = 0;
  }

  // Does not look again and again: each look takes the cache lines away from the workers that write
  // them.
  @SuppressWarnings("ThreadPriorityCheck") // it only saves time
  private void await() throws InterruptedException {
    if (isDecided()) {
      return;
    }
    if (taking.vacated > 0) {
      vacate();
    }
    Thread.yield();
    while (true) {
      Slot<I, R> first = first();
      awaited = first;
      waiter = Thread.currentThread();
      if (isDecided()) {
        waiter = null;
        awaited = null;
        return;
      }
      if (first() != first) {
        // It has come meanwhile, and would not be known as the one that is awaited.
        continue;
      }
      LockSupport.park(this);
      waiter = null;
      if (Thread.interrupted()) {
        awaited = null;
        throw Tasks.explain(
            new InterruptedException("interrupted while waiting for a result of " + title));
      }
    }
  }

  /// Whether there is a result to take, or none any more.
  private boolean isDecided() {
    boolean last = exhausted;
    Slot<I, R> first = first();
    return first == null ? last && taking.count == pulled : first.end() != null;
  }

  /// Whether all has been taken that there is.
  boolean isFinished() {
    return exhausted && taking.count == pulled;
  }

  @Override
  public void abandon(String batch, boolean failuresAreUnseen) {
    var closed = new ClosedOnce();
    for (Slot<I, R> slot = first(); slot != null; slot = first()) {
      taking.first = slot.next;
      Undelivered.dispose(slot.end(), slot.title(batch), failuresAreUnseen, closed);
    }
  }

  @Override
  public Collection<Thread> holders() {
    Slot<I, R> head = awaited;
    if (head == null) {
      // The consumer waits since before the first was put.
      head = oldest();
    }
    return head == null || head.end() != null ? List.of() : List.of(head.worker);
  }

  private @Nullable Slot<I, R> oldest() {
    Slot<I, R> oldest = null;
    for (Slot<I, R> slot = newest.get(); slot != null; slot = slot.next) {
      oldest = slot;
    }
    return oldest;
  }

  @Override
  public String toString() {
    return "the next result of " + title;
  }
}
