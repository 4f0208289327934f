package dev.weft.flow;

import dev.weft.Blocker;
import dev.weft.CancelledException;
import dev.weft.Outcome;
import dev.weft.Tasks;
import dev.weft.internal.ClosedOnce;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. A permit of `room` goes with each item from before it is pulled until after the consumer has
//    taken it. Permits that come back are held until there are some of them, or the consumer waits.
// 2. Every item that is pulled enters `slots` once: in item order when it is pulled, else when it
//    ends. The consumer takes the head when that has ended. Skipped items go the same way and are
//    dropped by the consumer, so that the counts agree.
// 3. `pulled` is final when `exhausted` is set. So "exhausted, and as many taken as pulled" is the
//    end.
// 4. Whoever makes a head or the end looks for a waiter afterwards; the consumer makes itself known
//    before it looks. So none of them is slept through.
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
  private final Queue<Slot<I, R>> slots = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Thread waiter;

  // Written by one worker at a time, `exhausted` last; `pulled` is read after that only.
  private long pulled;
  private volatile boolean exhausted;

  // The consumer's own. `head` is what it has waited for and not taken yet; `vacated` are the
  // permits that go with what was taken and were not given back yet.
  private @Nullable Slot<I, R> head;
  private long taken;
  private int vacated;

  Window(Settings<I> settings, boolean inOrder) {
    this.title = settings.title;
    this.inOrder = inOrder;
    this.skips = settings.onFailure == OnFailure.SKIP;
    this.room = new Semaphore(settings.window());
    this.lag = settings.lag();
  }

  @Override
  public void reserve() throws CancelledException {
    Waiting.on(room::acquire);
  }

  @Override
  public void pulled(Slot<I, R> slot) {
    pulled++;
    if (inOrder) {
      slots.add(slot);
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
      slots.add(slot);
      wake();
    } else if (waiter != null && slots.peek() == slot) {
      wake();
    }
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
      if (head != null) {
        return true;
      }
      await();
      Slot<I, R> next = slots.peek();
      if (next == null) {
        return false;
      }
      if (!skips || next.end() instanceof Outcome.Success) {
        head = next;
      } else {
        remove();
      }
    }
  }

  /// The result that was waited for.
  Completed<I, R> take() {
    Slot<I, R> slot = remove();
    return new Completed<>(slot.index, slot.item, Objects.requireNonNull(slot.end()));
  }

  private Slot<I, R> remove() {
    Slot<I, R> slot = slots.remove();
    head = null;
    taken++;
    if (++vacated > lag) {
      vacate();
    }
    return slot;
  }

  private void vacate() {
    room.release(vacated);
    vacated = 0;
  }

  // Does not look again and again: each look takes the cache lines away from the workers that write
  // them.
  @SuppressWarnings("ThreadPriorityCheck") // it only saves time
  private void await() throws InterruptedException {
    if (isDecided()) {
      return;
    }
    if (vacated > 0) {
      vacate();
    }
    Thread.yield();
    while (true) {
      waiter = Thread.currentThread();
      if (isDecided()) {
        waiter = null;
        return;
      }
      LockSupport.park(this);
      waiter = null;
      if (Thread.interrupted()) {
        throw Tasks.explain(
            new InterruptedException("interrupted while waiting for a result of " + title));
      }
    }
  }

  /// Whether there is a result to take, or none any more.
  private boolean isDecided() {
    boolean last = exhausted;
    Slot<I, R> head = slots.peek();
    return head == null ? last && taken == pulled : head.end() != null;
  }

  /// Whether all has been taken that there is.
  boolean isFinished() {
    return exhausted && taken == pulled;
  }

  @Override
  public void abandon(String batch, boolean failuresAreUnseen) {
    var closed = new ClosedOnce();
    for (Slot<I, R> slot = slots.poll(); slot != null; slot = slots.poll()) {
      Undelivered.dispose(slot.end(), slot.title(batch), failuresAreUnseen, closed);
    }
  }

  @Override
  public Collection<Thread> holders() {
    Slot<I, R> head = slots.peek();
    return head == null || head.end() != null ? List.of() : List.of(head.worker);
  }

  @Override
  public String toString() {
    return "the next result of " + title;
  }
}
