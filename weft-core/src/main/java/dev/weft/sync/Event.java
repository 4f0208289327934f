package dev.weft.sync;

import dev.weft.Blocker;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

// `cleared` stands for the time since the event was last cleared; null while it is set. Who waits
// remembers which one it began to wait in, and is done as soon as that has gone: so a clear that
// follows at once takes nobody back. Written with the guard, read by any.
// Defended by EventTest, EventRaceTest.
/// A flag that tasks wait for, and that can be cleared again.
///
/// [#set()] releases all who wait at that moment, also if it is cleared before they have run. As
/// long as it is set nobody waits. For a flag that is set once a
/// [java.util.concurrent.CountDownLatch] is enough. (asyncio `Event`.)
///
/// What was done before a set happens-before the return of a wait that it ends.
public final class Event implements Blocker {
  private final String title;
  private final Guard guard = new Guard();
  private final Line<Integer> line = new Line<>(guard, this, () -> false);
  private volatile @Nullable Object cleared = new Object();

  /// An event that is not set.
  public Event() {
    this.title = "event";
  }

  /// An event that is not set, with a name for messages and inspection.
  ///
  /// @param name its name
  public Event(String name) {
    this.title = "event \"" + name + "\"";
  }

  /// Sets the event and releases all who wait for it. Does not wait; without effect if it is set.
  public void set() {
    guard.lock();
    try {
      cleared = null;
      line.dismiss();
    } finally {
      guard.unlock();
    }
  }

  /// Clears the event: who comes from now on waits for the next [#set()]. Does not wait; without
  /// effect if it is not set.
  public void clear() {
    guard.lock();
    try {
      if (cleared == null) {
        cleared = new Object();
      }
    } finally {
      guard.unlock();
    }
  }

  /// Whether the event is set.
  ///
  /// @return true from a set to the next clear
  public boolean isSet() {
    return cleared == null;
  }

  /// Waits until the event is set; returns at once if it is. A cancellation of the calling task
  /// ends the wait.
  ///
  /// @throws InterruptedException if the calling task is cancelled, also when the event is set
  public void await() throws InterruptedException {
    await(Bound.NONE);
  }

  /// Waits until the event is set, for at most `timeout`. Otherwise like [#await()].
  ///
  /// @param timeout how long to wait; zero or less does not wait
  /// @return whether it was set
  /// @throws InterruptedException if the calling task is cancelled, also when the event is set
  public boolean await(Duration timeout) throws InterruptedException {
    return await(Bound.in(timeout));
  }

  private boolean await(Bound bound) throws InterruptedException {
    Line.checkpoint();
    if (isSet()) {
      return true;
    }
    Object begun;
    guard.lock();
    try {
      begun = cleared;
      if (begun == null) {
        return true;
      }
      line.join(1);
    } finally {
      guard.unlock();
    }
    try {
      while (cleared == begun && !bound.isOver()) {
        bound.park(this, Bound.UNTIL_WOKEN);
        Line.checkpoint();
      }
      return cleared != begun;
    } finally {
      line.giveUp();
    }
  }

  /// Nobody in particular: any thread may set it.
  @Override
  public Collection<Thread> holders() {
    return List.of();
  }

  @Override
  public String toString() {
    return title + (isSet() ? " (set)" : " (not set, " + line.size() + " waiting)");
  }
}
