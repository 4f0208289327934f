package dev.weft.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Scale;
import dev.weft.contract.OnEveryScheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random calls, blocked ones too, against the plainest model of a channel.
@Tag("slow")
@OnEveryScheduler
class ChannelModelTest {

  @Test
  void channelDoesWhatItsModelDoes() throws Exception {
    for (int round = 0; round < Scale.of(400); round++) {
      long seed = System.nanoTime();
      try {
        new Model(new Random(seed)).play();
      } catch (Throwable t) {
        throw new AssertionError("seed " + seed, t);
      }
    }
  }

  private static final class Model {
    private record Sender(Actor<Object> actor, int item) {}

    private final Random random;
    private final int capacity;
    private final Channel<Integer> channel;
    private final Deque<Integer> items = new ArrayDeque<>();
    private final List<Sender> senders = new ArrayList<>();
    private final List<Actor<Integer>> receivers = new ArrayList<>();
    private int next;

    Model(Random random) {
      this.random = random;
      this.capacity = random.nextInt(4);
      this.channel = Channel.bounded(capacity);
    }

    void play() throws Exception {
      for (int step = 0; step < 60; step++) {
        switch (random.nextInt(8)) {
          case 0, 1 -> trySend();
          case 2 -> send();
          case 3, 4 -> tryReceive();
          case 5 -> receive();
          case 6 -> interruptSender();
          default -> interruptReceiver();
        }
      }
      close();
    }

    private void trySend() {
      int item = next++;
      boolean room = !receivers.isEmpty() || items.size() < capacity;
      assertThat(channel.trySend(item)).isEqualTo(room);
      if (room) {
        sent(item);
      }
    }

    private void send() throws Exception {
      int item = next++;
      if (!receivers.isEmpty() || items.size() < capacity) {
        channel.send(item);
        sent(item);
      } else {
        senders.add(new Sender(Actor.waiting(channel, () -> sending(item)), item));
      }
    }

    private Object sending(int item) throws InterruptedException {
      channel.send(item);
      return "sent";
    }

    private void sent(int item) {
      if (receivers.isEmpty()) {
        items.add(item);
      } else {
        assertThat(receivers.removeFirst().result()).isEqualTo(item);
      }
    }

    private void tryReceive() {
      assertThat(channel.tryReceive()).isEqualTo(expected());
    }

    private void receive() throws Exception {
      if (items.isEmpty() && senders.isEmpty()) {
        receivers.add(Actor.waiting(channel, channel::receive));
      } else {
        assertThat(channel.receive()).isEqualTo(expected().orElseThrow());
      }
    }

    private Optional<Integer> expected() {
      Integer first = items.poll();
      if (!senders.isEmpty()) {
        Sender freed = senders.removeFirst();
        items.add(freed.item);
        first = first == null ? items.poll() : first;
      }
      return Optional.ofNullable(first);
    }

    private void interruptSender() {
      if (!senders.isEmpty()) {
        Actor<?> actor = senders.remove(random.nextInt(senders.size())).actor;
        actor.interrupt();
        assertThat(actor.thrown()).isInstanceOf(InterruptedException.class);
      }
    }

    private void interruptReceiver() {
      if (!receivers.isEmpty()) {
        Actor<?> actor = receivers.remove(random.nextInt(receivers.size()));
        actor.interrupt();
        assertThat(actor.thrown()).isInstanceOf(InterruptedException.class);
      }
    }

    private void close() {
      assertThat(channel)
          .hasToString(
              "channel (%d of %d items, %d sending, %d receiving)"
                  .formatted(items.size(), capacity, senders.size(), receivers.size()));
      channel.close();
      for (Sender sender : senders) {
        assertThat(sender.actor.thrown()).isInstanceOf(ChannelClosedException.class);
      }
      for (Actor<Integer> receiver : receivers) {
        assertThat(receiver.thrown()).isInstanceOf(ChannelClosedException.class);
      }
      for (int item : items) {
        assertThat(channel.tryReceive()).contains(item);
      }
      assertThatThrownBy(channel::tryReceive).isInstanceOf(ChannelClosedException.class);
    }
  }
}
