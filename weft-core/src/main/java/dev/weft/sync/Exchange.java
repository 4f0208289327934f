package dev.weft.sync;

import dev.weft.Blocker;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// 1. The items are those in `buffer`, oldest first, then those of the blocked `senders`. An item
//    moves from its sender into the buffer, or to a receiver, with the guard, and that settles how
//    the sender's call ends: so it is delivered at most once, and not at all if the call throws.
// 2. A receiver takes the item by itself, with the guard, as its last step (see Line). Until then
//    the item stays the first.
// 3. Senders are blocked only while the buffer is full: take() moves the first one's item up.
// 4. The buffer exceeds the capacity only by items of trySend() that a waiting receiver was there
//    for. One that waits for several channels counts in one of them: its choice is settled by the
//    first sender that counts on it, and then it takes from nowhere else. So for the n-th in line
//    that is settled on this there are n items, unless one before it gave up, which only leaves
//    more.
// 5. When the channel is closed no sender is blocked.
// 6. One that is not next in line takes only while the buffer has more items than receivers are in
//    line. So it keeps nobody waiting, and a receiver that runs can take many without a switch to
//    others between them. Items of blocked senders do not count: these may still leave.
// 7. If there is an item, or the channel is closed, the first receiver in line has been woken; when
//    it is closed and empty all have.
//
// Guarded by the guard, but for Offer.state, lastChosen and the choices. Defended by ChannelTest,
// ChannelRaceTest, ChannelModelTest, ReceiveFirstTest.
/// The inside of a channel.
final class Exchange<T> {
  private final String title;
  private final int capacity;
  private final Blocker what;
  private final Guard guard = new Guard();
  private final ArrayDeque<T> buffer = new ArrayDeque<>();
  private final LinkedHashSet<Offer<T>> senders = new LinkedHashSet<>();
  private final Line<Choice> receivers;

  /// That of all who receive from here alone.
  private final Choice here = Choice.of(this);

  private boolean closed;
  private @Nullable Throwable failure;

  /// When a selection took from here last, in numbers of such calls.
  private volatile long lastChosen;

  /// A sender that waits, with its item.
  private static final class Offer<T> {
    final Thread thread = Thread.currentThread();
    final T item;

    // Written with the guard, once; read by its thread.
    volatile State state = State.WAITING;

    enum State {
      WAITING,
      SENT,
      REFUSED
    }

    Offer(T item) {
      this.item = item;
    }
  }

  /// @param what what those who wait are waiting for
  Exchange(String title, int capacity, Blocker what) {
    this.title = title;
    this.capacity = capacity;
    this.what = what;
    this.receivers = new Line<>(guard, what, this::isWorthTrying, Choice::wake);
  }

  boolean trySend(T item) {
    check(item);
    guard.lock();
    try {
      refuseClosed();
      if (!senders.isEmpty() || !hasTakerForOneMore()) {
        return false;
      }
      buffer.add(item);
      receivers.wakeFirst();
      return true;
    } finally {
      guard.unlock();
    }
  }

  /// Whether there is room for another item, or a receiver in line that none of those above the
  /// capacity is for. It takes its item from here then.
  private boolean hasTakerForOneMore() {
    int before = buffer.size() - capacity;
    if (before < 0) {
      return true;
    }
    for (Choice choice : receivers.wanted()) {
      if (choice.settle(this) && before-- == 0) {
        return true;
      }
    }
    return false;
  }

  /// Whether it was sent within the bound.
  boolean send(T item, Bound bound) throws InterruptedException {
    check(item);
    Line.checkpoint();
    Offer<T> offer = offer(item);
    if (offer == null) {
      return true;
    }
    // An interrupt is only looked at until it is settled who has the item: the call that has sent
    // returns, and leaves the interrupt for the next wait.
    while (offer.state == Offer.State.WAITING && !offer.thread.isInterrupted() && !bound.isOver()) {
      bound.park(what, Bound.UNTIL_WOKEN);
    }
    if (withdraw(offer)) {
      Line.checkpoint();
      return false;
    }
    if (offer.state == Offer.State.REFUSED) {
      throw closedException("the item was not sent");
    }
    return true;
  }

  /// Puts the item into the buffer, or among those of the senders that wait if that is full.
  private @Nullable Offer<T> offer(T item) {
    guard.lock();
    try {
      refuseClosed();
      Offer<T> offer = null;
      if (buffer.size() < capacity) {
        buffer.add(item);
      } else {
        offer = new Offer<>(item);
        senders.add(offer);
      }
      receivers.wakeFirst();
      return offer;
    } finally {
      guard.unlock();
    }
  }

  private boolean withdraw(Offer<T> offer) {
    guard.lock();
    try {
      return senders.remove(offer);
    } finally {
      guard.unlock();
    }
  }

  /// The first item, or null if there was none within the bound.
  @Nullable T receive(Bound bound) throws InterruptedException {
    Line.checkpoint();
    try {
      while (true) {
        boolean last = bound.isOver();
        T item = attempt(here, !last);
        if (item != null || last) {
          return item;
        }
        bound.park(what, Bound.UNTIL_WOKEN);
        Line.checkpoint();
      }
    } catch (Throwable thrown) {
      stopReceiving();
      throw thrown;
    }
  }

  /// The first item if there is one for each who waits and another.
  @Nullable T tryReceive() {
    return attempt(here, false);
  }

  /// The first item if the calling thread may take it and has not settled on another channel.
  /// Afterwards the thread waits in line only if it has none, may have one from here, and is to
  /// stay.
  @Nullable T attempt(Choice choice, boolean stay) {
    guard.lock();
    try {
      T item = null;
      if (hasItem()) {
        boolean may = receivers.isNext() || buffer.size() > receivers.size();
        item = may && choice.settle(this) ? take() : null;
      } else if (closed) {
        receivers.leave();
        throw closedException("nothing is left to be received");
      }
      if (item == null && stay && choice.isOpenTo(this)) {
        receivers.join(choice);
      } else {
        receivers.leave();
      }
      return item;
    } finally {
      guard.unlock();
    }
  }

  void stopReceiving() {
    receivers.giveUp();
  }

  /// The first close counts.
  void close(@Nullable Throwable why) {
    guard.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      failure = why;
      while (!senders.isEmpty()) {
        settle(senders.getFirst(), Offer.State.REFUSED);
      }
      if (hasItem()) {
        receivers.wakeFirst();
      } else {
        receivers.dismiss();
      }
    } finally {
      guard.unlock();
    }
  }

  /// Takes all that is left in a closed channel, whoever waits for it.
  List<T> drain() {
    guard.lock();
    try {
      List<T> left = List.copyOf(buffer);
      buffer.clear();
      receivers.dismiss();
      return left;
    } finally {
      guard.unlock();
    }
  }

  boolean isClosed() {
    guard.lock();
    try {
      return closed;
    } finally {
      guard.unlock();
    }
  }

  long lastChosen() {
    return lastChosen;
  }

  void chosen(long number) {
    lastChosen = number;
  }

  private T take() {
    T item = buffer.poll();
    if (!senders.isEmpty() && (item == null || buffer.size() < capacity)) {
      Offer<T> first = senders.getFirst();
      settle(first, Offer.State.SENT);
      if (item == null) {
        return first.item;
      }
      buffer.add(first.item);
    }
    return Objects.requireNonNull(item);
  }

  private void settle(Offer<T> offer, Offer.State state) {
    senders.remove(offer);
    offer.state = state;
    guard.wake(offer.thread);
  }

  private boolean hasItem() {
    return !buffer.isEmpty() || !senders.isEmpty();
  }

  private boolean isWorthTrying() {
    return closed || hasItem();
  }

  private void check(T item) {
    Objects.requireNonNull(item, "null cannot be sent; send an Optional or an item that says so");
  }

  private void refuseClosed() {
    if (closed) {
      throw closedException("the item was not sent");
    }
  }

  private ChannelClosedException closedException(String consequence) {
    return new ChannelClosedException(title + " is closed; " + consequence, failure);
  }

  /// Without the guard, so it may be a moment old.
  @Override
  public String toString() {
    return title
        + (closed ? " (closed, " : " (")
        + buffer.size()
        + " of "
        + capacity
        + " items, "
        + senders.size()
        + " sending, "
        + receivers.size()
        + " receiving)";
  }
}
