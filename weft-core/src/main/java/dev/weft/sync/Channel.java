package dev.weft.sync;

import dev.weft.Blocker;
import dev.weft.Owned;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

// What happens inside is the business of Exchange; this is what callers see of it.
/// Hands items from senders to receivers, in order, and can be closed.
///
/// It holds a fixed number of items ([#bounded(int)]): who sends more waits, so a fast sender
/// cannot run away. With a capacity of 0 ([#rendezvous()]) a sender waits until its item has been
/// taken. Any number of threads may send and receive; each item goes to one receiver, those who
/// wait are served in order, and who comes later never takes what would leave one of them without.
/// Null cannot be sent. (Go channels, Trio memory channels, asyncio `Queue` with `shutdown`.)
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
  private final Exchange<T> exchange;

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

  private Channel(String title, int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException(
          "a channel cannot have a capacity of " + capacity + "; give it 0 or more");
    }
    this.exchange = new Exchange<>(title, capacity, this);
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
    exchange.send(item, Bound.NONE);
  }

  /// Sends an item if there is room, or, in a full channel or a rendezvous, if somebody waits to
  /// receive it. Who waits for several channels waits for one item: it is counted by the first that
  /// is sent one. Does not wait. If that receiver is cancelled, or its time is over, before it has
  /// come to the item, that stays for the next one.
  ///
  /// @param item the item
  /// @return whether it was sent
  /// @throws ChannelClosedException if the channel is closed
  public boolean trySend(T item) {
    return exchange.trySend(item);
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
    return timeout.isPositive() ? exchange.send(item, Bound.in(timeout)) : trySend(item);
  }

  /// Receives the item that was sent first; waits, behind others, while there are no more items
  /// than others who wait. A cancellation of the calling task ends the wait, and no item was taken.
  ///
  /// @return the item
  /// @throws ChannelClosedException if the channel is closed and empty, or is while this waits
  /// @throws InterruptedException if the calling task is cancelled, also when there is an item
  public T receive() throws InterruptedException {
    return Objects.requireNonNull(exchange.receive(Bound.NONE));
  }

  /// Receives the item that was sent first, if there are more than others who wait. Does not wait.
  ///
  /// @return the item, or empty if there is none now
  /// @throws ChannelClosedException if the channel is closed and empty
  public Optional<T> tryReceive() {
    return Optional.ofNullable(exchange.tryReceive());
  }

  /// Receives the item that was sent first, waiting for at most `timeout`. Otherwise like
  /// [#receive()].
  ///
  /// @param timeout how long to wait; zero or less does not wait
  /// @return the item, or empty if there was none in time
  /// @throws ChannelClosedException if the channel is closed and empty, or is while this waits
  /// @throws InterruptedException if the calling task is cancelled, also when there is an item
  public Optional<T> tryReceive(Duration timeout) throws InterruptedException {
    return Optional.ofNullable(exchange.receive(Bound.in(timeout)));
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
    exchange.close(null);
  }

  /// Closes the channel with a failure, which receivers are told of when they have received what is
  /// inside. Otherwise like [#close()]; the first close counts.
  ///
  /// @param failure why nothing more will come
  public void close(Throwable failure) {
    exchange.close(
        Objects.requireNonNull(failure, "failure is null; use close() if there is none"));
  }

  /// Closes the channel and throws away what is inside: items that are [AutoCloseable] are closed,
  /// on the calling thread, shielded and within 10 s each; what fails is logged. Receivers that
  /// wait learn at once that the channel is closed. For receivers that need nothing more, or as the
  /// last act of a clean-up.
  public void cancel() {
    exchange.close(null);
    for (T item : exchange.drain()) {
      Owned.close(item, toString());
    }
  }

  /// Whether the channel is closed, so that nothing can be sent; items may still be inside.
  ///
  /// @return true from the first close
  public boolean isClosed() {
    return exchange.isClosed();
  }

  Exchange<T> exchange() {
    return exchange;
  }

  /// Nobody in particular: any thread may send or receive.
  @Override
  public Collection<Thread> holders() {
    return List.of();
  }

  @Override
  public String toString() {
    return exchange.toString();
  }
}
