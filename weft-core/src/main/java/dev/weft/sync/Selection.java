package dev.weft.sync;

import dev.weft.Blocker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

// 1. The thread waits in the line of every channel, and takes by itself from the first where it is
//    its turn, unless a sender of another counts on it: then only from that one. It leaves the
//    other lines, which wakes whoever is next there. It never holds the guards of two channels.
// 2. What it was counted on for can be thrown away (Channel.cancel). Then it leaves all lines
//    before it is open to others again: who was counted on behind it keeps an item.
// 3. A wake-up by one channel may come while the thread waits for the guard of another, and end
// that
//    wait: an unpark is remembered once. So it parks only if none came since it began to look
//    (Choice.isWoken).
//
// Defended by ReceiveFirstTest.
/// A wait for the first item of several channels.
final class Selection<T> implements Blocker {
  private static final AtomicLong CHOICES = new AtomicLong();

  private final List<Channel<? extends T>> all;

  // Those that may still have items, in the order in which it is their turn.
  private final List<Channel<? extends T>> open;

  private final Choice choice = Choice.open();

  private record Candidate<T>(long chosen, Channel<? extends T> channel) {}

  Selection(List<Channel<? extends T>> channels) {
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("no channel to receive from; give one or more");
    }
    this.all = channels;
    this.open =
        new LinkedHashSet<>(channels)
            .stream()
                .map(channel -> new Candidate<T>(channel.exchange().lastChosen(), channel))
                .sorted(Comparator.comparingLong(Candidate::chosen))
                .<Channel<? extends T>>map(Candidate::channel)
                .collect(Collectors.toCollection(ArrayList::new));
  }

  /// The item, or null if there was none within the bound.
  Channel.@Nullable Received<T> receive(Bound bound) throws InterruptedException {
    Line.checkpoint();
    // Without a wait nobody needs to see it in line.
    Channel.Received<T> received = attempt(false);
    if (received != null) {
      return received;
    }
    try {
      while (true) {
        boolean last = bound.isOver();
        choice.beforeLook();
        received = attempt(!last);
        if (received != null || last) {
          return received;
        }
        if (!choice.isWoken()) {
          bound.park(this, Bound.UNTIL_WOKEN);
        }
        Line.checkpoint();
      }
    } finally {
      leaveAll();
    }
  }

  private void leaveAll() {
    all.forEach(channel -> channel.exchange().stopReceiving());
  }

  private Channel.@Nullable Received<T> attempt(boolean stay) {
    for (Iterator<Channel<? extends T>> turn = open.iterator(); turn.hasNext(); ) {
      Channel<? extends T> channel = turn.next();
      try {
        T item = channel.exchange().attempt(choice, stay);
        if (item != null) {
          channel.exchange().chosen(CHOICES.incrementAndGet());
          return new Channel.Received<>(channel, item);
        }
      } catch (ChannelClosedException e) {
        if (e.getCause() != null) {
          throw e;
        }
        turn.remove();
        if (choice.isSettledOn(channel.exchange())) {
          leaveAll();
          choice.reopen();
          return attempt(stay);
        }
      }
    }
    if (open.isEmpty()) {
      throw new ChannelClosedException(
          "all channels are closed; nothing is left to be received from " + all, null);
    }
    return null;
  }

  @Override
  public Collection<Thread> holders() {
    return List.of();
  }

  @Override
  public String toString() {
    return "first of " + all;
  }
}
