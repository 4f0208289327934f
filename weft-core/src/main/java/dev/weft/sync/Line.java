package dev.weft.sync;

import dev.weft.Blocker;
import dev.weft.Tasks;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

// 1. Only the first in line takes, and it takes by itself, as its last step: with the lock, after
//    it has looked whether it is cancelled. So nothing is ever handed to a thread that may have
//    gone, and a wait that throws has nothing to give back.
// 2. While somebody is in line nobody else takes (isNext), unless there is one for each in line and
//    more (Exchange): no overtaking at the cost of another.
// 3. If there is something to take, the first in line has been woken since. Whoever makes something
//    available wakes the first (wakeFirst); whoever leaves, for whatever reason, wakes the next one
//    if there is something left (leave).
// 4. A thread looks with the lock before each time it parks, and is woken after the change was made
//    with the lock: no wake-up is lost, and one too many is harmless.
//
// Guarded by the guard. Defended by LimiterTest, LimiterRaceTest, ChannelRaceTest, RateLimiterTest.
/// Threads that wait for their turn, in the order in which they came.
///
/// @param <W> what each of them wants
final class Line<W> {
  private final Guard guard;
  private final Blocker what;
  private final BooleanSupplier available;
  private final Consumer<? super W> onWake;

  // Each with what it wants.
  private final LinkedHashMap<Thread, W> threads = new LinkedHashMap<>();

  /// What the first in line does, with the lock.
  @FunctionalInterface
  interface Turn {
    /// Takes if it can.
    ///
    /// @return 0 if it has taken, else after how many nanoseconds to try again, or
    ///   [Bound#UNTIL_WOKEN]
    long take();
  }

  /// @param what what its threads wait for
  /// @param available whether it is worth while for the next in line to try
  Line(Guard guard, Blocker what, BooleanSupplier available) {
    this(guard, what, available, _ -> {});
  }

  /// @param onWake called with the lock for each that is to be woken
  Line(Guard guard, Blocker what, BooleanSupplier available, Consumer<? super W> onWake) {
    this.guard = guard;
    this.what = what;
    this.available = available;
    this.onWake = onWake;
  }

  /// Throws if the calling task is cancelled or the thread interrupted; in front of every wait, and
  /// after each time that it parked.
  static void checkpoint() throws InterruptedException {
    Tasks.checkCancelled();
    if (Thread.interrupted()) {
      throw Tasks.explain(new InterruptedException());
    }
  }

  /// Waits until it is the calling thread's turn and it has taken; false if the bound was reached
  /// before.
  boolean await(Bound bound, W wanted, Turn turn) throws InterruptedException {
    checkpoint();
    try {
      while (true) {
        boolean last = bound.isOver();
        long pause = attempt(wanted, turn, !last);
        if (pause == 0 || last) {
          return pause == 0;
        }
        bound.park(what, pause);
        checkpoint();
      }
    } catch (Throwable thrown) {
      giveUp();
      throw thrown;
    }
  }

  /// Takes if it is the calling thread's turn, whether or not it is in line; afterwards it is in
  /// line only if it has not taken and is to stay.
  ///
  /// @return what the turn returned
  long attempt(W wanted, Turn turn, boolean stay) {
    guard.lock();
    try {
      long pause = isNext() ? turn.take() : Bound.UNTIL_WOKEN;
      if (pause == 0 || !stay) {
        leave();
      } else {
        join(wanted);
      }
      return pause;
    } finally {
      guard.unlock();
    }
  }

  boolean isEmpty() {
    return threads.isEmpty();
  }

  /// How many wait; without the lock it is what was true a moment ago.
  int size() {
    return threads.size();
  }

  /// Puts the calling thread at the end; one that is in line keeps its place.
  void join(W wanted) {
    threads.put(Thread.currentThread(), wanted);
  }

  /// What each of them wants, in their order; a view, to be used with the lock.
  Collection<W> wanted() {
    return threads.values();
  }

  /// Whether it is the turn of the calling thread: nobody is in line before it.
  boolean isNext() {
    Thread first = first();
    return first == null || first == Thread.currentThread();
  }

  void leave() {
    if (threads.remove(Thread.currentThread()) != null && available.getAsBoolean()) {
      wakeFirst();
    }
  }

  void giveUp() {
    guard.lock();
    try {
      leave();
    } finally {
      guard.unlock();
    }
  }

  void wakeFirst() {
    Map.Entry<Thread, W> first = threads.firstEntry();
    if (first != null) {
      wake(first.getKey(), first.getValue());
    }
  }

  private void wake(Thread thread, W wanted) {
    onWake.accept(wanted);
    guard.wake(thread);
  }

  /// Wakes all and has nobody in line any more.
  void dismiss() {
    threads.forEach(this::wake);
    threads.clear();
  }

  private @Nullable Thread first() {
    return threads.isEmpty() ? null : threads.sequencedKeySet().getFirst();
  }
}
