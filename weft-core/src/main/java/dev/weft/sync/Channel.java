package dev.weft.sync;

import dev.weft.Blocker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

// 1. The items are those in `buffer`, oldest first, then those of the blocked `senders`. An item
//    moves from its sender into the buffer, or to a receiver, with the guard, and that settles how
//    the sender's call ends: so it is delivered at most once, and not at all if the call throws.
// 2. A receiver takes the item by itself, with the guard, as its last step (see Line). Until then
//    the item stays the first.
// 3. Senders are blocked only while the buffer is full: take() moves the first one's item up.
// 4. The buffer exceeds the capacity only by items of trySend() that a waiting receiver was there
//    for.
// 5. When the channel is closed no sender is blocked.
// 6. If there is an item, or the channel is closed, the first receiver in line has been woken; when
//    it is closed and empty all have.
//
// Guarded by the guard, but for Offer.state. Defended by ChannelTest, ChannelRaceTest,
// ChannelModelTest, ReceiveFirstTest.
/// Hands items from senders to receivers, in order, and can be closed.
///
/// It holds a fixed number of items ([#bounded(int)]): who sends more waits, so a fast sender
/// cannot run away. With a capacity of 0 ([#rendezvous()]) a sender waits until its item has been
/// taken. Any number of threads may send and receive; each item goes to one receiver, those who
/// wait are served in order. Null cannot be sent. (Go channels, Trio memory channels, asyncio
/// `Queue` with `shutdown`.)
///
/// **Closing.** [#close()] says that nothing more will be sent: what is inside can still be
/// received, blocked senders fail at once, and when the channel is empty receivers learn that it is
/// closed. [#close(Throwable)] does the same and tells the receivers why. [#cancel()] also throws
/// away what is inside.
///
/// **Nothing is lost.** A call of `send` that throws has not sent: the item is still the caller's.
/// A call of `receive` that throws has taken nothing: the item is still the first in the channel.
/// Items that are left in a closed channel can be received by anyone, also by a clean-up
/// ([#tryReceive()]); `cancel()` closes those that are [AutoCloseable].
///
/// What was done before an item was sent happens-before its receipt.
///
/// ```java
/// Channel<Order> orders = Channel.bounded(100);
/// group.start("source", () -> {
///   try (orders) {
///     while (source.hasMore()) {
///       orders.send(source.next());
///     }
///   }
///   return null;
/// });
/// orders.forEach(this::process);
/// ```
///
/// @param <T> the items
public final class Channel<T> implements Blocker, AutoCloseable {
  private final String title;
  private final int capacity;
  private final Guard guard = new Guard();
  private final ArrayDeque<T> buffer = new ArrayDeque<>();
  private final LinkedHashSet<Offer<T>> senders = new LinkedHashSet<>();
  private final Line receivers = new Line(guard, this, this::isWorthTrying);
  private boolean closed;
  private @Nullable Throwable failure;

  /// When a [#receiveFirst(Channel...)] took from here last, in numbers of such calls.
  private volatile long lastChosen;

  /// An item that was received from one of several channels.
  ///
  /// @param from the channel
  /// @param item the item
  /// @param <T> the items
  public record Received<T>(Channel<? extends T> from, T item) {}

  /// What a receiver does with each item.
  ///
  /// @param <T> the items
  /// @param <X> what it may fail with
  @FunctionalInterface
  public interface Receiver<T, X extends Exception> {

    /// Does something with an item.
    ///
    /// @param item the item
    /// @throws X if it fails
    /// @throws InterruptedException if it is cancelled while it waits
    void receive(T item) throws X, InterruptedException;
  }

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

  private Channel(String title, int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException(
          "a channel cannot have a capacity of " + capacity + "; give it 0 or more");
    }
    this.title = title;
    this.capacity = capacity;
  }

  /// A channel that holds up to `capacity` items; 0 makes a rendezvous.
  ///
  /// @param capacity how many items can be sent before one is received
  /// @param <T> the items
  /// @return the channel
  /// @throws IllegalArgumentException if `capacity` is negative
  public static <T> Channel<T> bounded(int capacity) {
    return new Channel<>("channel", capacity);
  }

  /// A channel like [#bounded(int)] with a name, for messages and inspection.
  ///
  /// @param name its name
  /// @param capacity how many items can be sent before one is received
  /// @param <T> the items
  /// @return the channel
  /// @throws IllegalArgumentException if `capacity` is negative
  public static <T> Channel<T> bounded(String name, int capacity) {
    return new Channel<>("channel \"" + name + "\"", capacity);
  }

  /// A channel that holds nothing: who sends waits until the item has been received.
  ///
  /// @param <T> the items
  /// @return the channel
  public static <T> Channel<T> rendezvous() {
    return bounded(0);
  }

  /// Sends an item; waits while the channel is full, behind others who wait. A cancellation of the
  /// calling task ends the wait, unless the item has gone by then.
  ///
  /// @param item the item
  /// @throws ChannelClosedException if the channel is closed, or is while this waits; the item was
  ///   not sent
  /// @throws InterruptedException if the calling task is cancelled, also when there is room; the
  ///   item was not sent
  public void send(T item) throws InterruptedException {
    Line.checkpoint();
    send(item, Bound.NONE);
  }

  /// Sends an item if there is room, or, in a rendezvous, if somebody waits to receive it. Does not
  /// wait. If that receiver is cancelled before it has come to it, the item stays for the next one.
  ///
  /// @param item the item
  /// @return whether it was sent
  /// @throws ChannelClosedException if the channel is closed
  public boolean trySend(T item) {
    check(item);
    guard.lock();
    try {
      refuseClosed();
      if (!senders.isEmpty() || buffer.size() >= (long) capacity + receivers.size()) {
        return false;
      }
      buffer.add(item);
      receivers.wakeFirst();
      return true;
    } finally {
      guard.unlock();
    }
  }

  /// Sends an item, waiting for at most `timeout`. Otherwise like [#send(Object)].
  ///
  /// @param item the item
  /// @param timeout how long to wait; zero or less does not wait
  /// @return whether it was sent
  /// @throws ChannelClosedException if the channel is closed, or is while this waits; the item was
  ///   not sent
  /// @throws InterruptedException if the calling task is cancelled, also when there is room; the
  ///   item was not sent
  public boolean trySend(T item, Duration timeout) throws InterruptedException {
    Line.checkpoint();
    return timeout.isPositive() ? send(item, Bound.in(timeout)) : trySend(item);
  }

  private boolean send(T item, Bound bound) throws InterruptedException {
    check(item);
    Offer<T> offer;
    guard.lock();
    try {
      refuseClosed();
      if (buffer.size() < capacity) {
        buffer.add(item);
        receivers.wakeFirst();
        return true;
      }
      offer = new Offer<>(item);
      senders.add(offer);
      receivers.wakeFirst();
    } finally {
      guard.unlock();
    }
    // An interrupt is only looked at until it is settled who has the item: the call that has sent
    // returns, and leaves the interrupt for the next wait.
    while (offer.state == Offer.State.WAITING && !offer.thread.isInterrupted() && !bound.isOver()) {
      bound.park(this, Bound.UNTIL_WOKEN);
    }
    return concluded(offer);
  }

  private boolean concluded(Offer<T> offer) throws InterruptedException {
    if (withdraw(offer)) {
      Line.checkpoint();
      return false;
    }
    if (offer.state == Offer.State.REFUSED) {
      throw closedException("the item was not sent");
    }
    return true;
  }

  private boolean withdraw(Offer<T> offer) {
    guard.lock();
    try {
      return senders.remove(offer);
    } finally {
      guard.unlock();
    }
  }

  /// Receives the item that was sent first; waits while the channel is empty, behind others who
  /// wait. A cancellation of the calling task ends the wait, and no item was taken.
  ///
  /// @return the item
  /// @throws ChannelClosedException if the channel is closed and empty, or is while this waits
  /// @throws InterruptedException if the calling task is cancelled, also when there is an item
  public T receive() throws InterruptedException {
    return Objects.requireNonNull(receive(Bound.NONE));
  }

  /// Receives the item that was sent first, if there is one and nobody else waits for it. Does not
  /// wait.
  ///
  /// @return the item, or empty if there is none now
  /// @throws ChannelClosedException if the channel is closed and empty
  public Optional<T> tryReceive() {
    return Optional.ofNullable(attempt(false));
  }

  /// Receives the item that was sent first, waiting for at most `timeout`. Otherwise like
  /// [#receive()].
  ///
  /// @param timeout how long to wait; zero or less does not wait
  /// @return the item, or empty if there was none in time
  /// @throws ChannelClosedException if the channel is closed and empty, or is while this waits
  /// @throws InterruptedException if the calling task is cancelled, also when there is an item
  public Optional<T> tryReceive(Duration timeout) throws InterruptedException {
    return Optional.ofNullable(receive(Bound.in(timeout)));
  }

  private @Nullable T receive(Bound bound) throws InterruptedException {
    Line.checkpoint();
    try {
      while (true) {
        boolean last = bound.isOver();
        T item = attempt(!last);
        if (item != null || last) {
          return item;
        }
        bound.park(this, Bound.UNTIL_WOKEN);
        Line.checkpoint();
      }
    } catch (Throwable thrown) {
      stopReceiving();
      throw thrown;
    }
  }

  /// Receives from the first of several channels that has an item; waits while none has. Exactly
  /// one item is taken. Of several that have one it is the turn of the channel that was chosen
  /// longest ago, so none is starved. One that is closed and empty is left out; if it was closed
  /// with a failure, that is thrown. Otherwise like [#receive()].
  ///
  /// @param channels the channels, at least one
  /// @param <T> the items
  /// @return the item, and where it is from
  /// @throws ChannelClosedException if all are closed and empty, or one of them was closed with a
  ///   failure and is empty
  /// @throws InterruptedException if the calling task is cancelled, also when there is an item
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T> Received<T> receiveFirst(Channel<? extends T>... channels)
      throws InterruptedException {
    return Objects.requireNonNull(new Selection<T>(List.of(channels)).receive(Bound.NONE));
  }

  /// Receives from the first of several channels that has an item, waiting for at most `timeout`.
  /// Otherwise like [#receiveFirst(Channel...)].
  ///
  /// @param timeout how long to wait; zero or less does not wait
  /// @param channels the channels, at least one
  /// @param <T> the items
  /// @return the item and where it is from, or empty if there was none in time
  /// @throws ChannelClosedException if all are closed and empty, or one of them was closed with a
  ///   failure and is empty
  /// @throws InterruptedException if the calling task is cancelled, also when there is an item
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T> Optional<Received<T>> tryReceiveFirst(
      Duration timeout, Channel<? extends T>... channels) throws InterruptedException {
    return Optional.ofNullable(new Selection<T>(List.of(channels)).receive(Bound.in(timeout)));
  }

  /// Receives item after item and hands each to `receiver`, until the channel is closed and empty.
  /// Several threads may do so at once; each item goes to one of them. If the receiver fails, that
  /// is thrown, and the channel goes on without it.
  ///
  /// @param receiver what to do with each item; runs on the calling thread
  /// @param <X> what it may fail with
  /// @throws X if the receiver fails
  /// @throws ChannelClosedException if the channel was closed with a failure, which is the cause
  /// @throws InterruptedException if the calling task is cancelled
  public <X extends Exception> void forEach(Receiver<? super T, ? extends X> receiver)
      throws X, InterruptedException {
    while (true) {
      T item;
      try {
        item = receive();
      } catch (ChannelClosedException e) {
        if (e.getCause() == null) {
          return;
        }
        throw e;
      }
      receiver.receive(item);
    }
  }

  /// Closes the channel: nothing can be sent any more, senders that wait fail at once, and what is
  /// inside can still be received. Does not wait; without effect if it is closed.
  @Override
  public void close() {
    shut(null, false);
  }

  /// Closes the channel with a failure, which receivers are told of when they have received what is
  /// inside. Otherwise like [#close()]; the first close counts.
  ///
  /// @param failure why nothing more will come
  public void close(Throwable failure) {
    shut(Objects.requireNonNull(failure, "failure is null; use close() if there is none"), false);
  }

  /// Closes the channel and throws away what is inside: items that are [AutoCloseable] are closed,
  /// on the calling thread, shielded and within 10 s each; what fails is logged. Receivers that
  /// wait learn at once that the channel is closed. For receivers that need nothing more, or as the
  /// last act of a clean-up.
  public void cancel() {
    for (T item : shut(null, true)) {
      Leftover.close(item, title);
    }
  }

  private List<T> shut(@Nullable Throwable why, boolean discard) {
    guard.lock();
    try {
      if (!closed) {
        closed = true;
        failure = why;
        List.copyOf(senders).forEach(offer -> settle(offer, Offer.State.REFUSED));
      }
      List<T> discarded = List.of();
      if (discard) {
        discarded = List.copyOf(buffer);
        buffer.clear();
      }
      if (hasItem()) {
        receivers.wakeFirst();
      } else {
        receivers.dismiss();
      }
      return discarded;
    } finally {
      guard.unlock();
    }
  }

  /// Whether the channel is closed, so that nothing can be sent; items may still be inside.
  ///
  /// @return true from the first close
  public boolean isClosed() {
    guard.lock();
    try {
      return closed;
    } finally {
      guard.unlock();
    }
  }

  /// The first item if it is the calling thread's turn. Afterwards the thread waits in line only if
  /// it has none and is to stay.
  @Nullable T attempt(boolean stay) {
    guard.lock();
    try {
      T item = null;
      if (hasItem()) {
        item = receivers.isNext() ? take() : null;
      } else if (closed) {
        receivers.leave();
        throw closedException("nothing is left to be received");
      }
      if (item == null && stay) {
        receivers.join(1);
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

  /// Nobody in particular: any thread may send or receive.
  @Override
  public Collection<Thread> holders() {
    return List.of();
  }

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
