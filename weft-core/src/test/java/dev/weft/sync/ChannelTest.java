package dev.weft.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.CancelledException;
import dev.weft.Outcome;
import dev.weft.Scale;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class ChannelTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static <T> Actor<T> receiver(Channel<T> channel) {
    return Actor.waiting(channel, channel::receive);
  }

  private static <T> Actor<Object> sender(Channel<T> channel, T item) {
    return Actor.waiting(
        channel,
        () -> {
          channel.send(item);
          return "sent";
        });
  }

  @Test
  void itemsComeOutInTheOrderInWhichTheyWereSent_alsoThoseOfBlockedSenders() throws Exception {
    Channel<Integer> channel = Channel.bounded("orders", 2);
    channel.send(1);
    channel.send(2);
    assertThat(channel.trySend(9)).isFalse();
    var third = sender(channel, 3);
    var fourth = sender(channel, 4);
    assertThat(channel).hasToString("channel \"orders\" (2 of 2 items, 2 sending, 0 receiving)");
    assertThat(channel.receive()).isEqualTo(1);
    assertThat(third.result()).isEqualTo("sent");
    assertThat(channel.trySend(9)).as("no overtaking").isFalse();
    assertThat(channel.tryReceive()).contains(2);
    fourth.result();
    assertThat(channel.tryReceive(MINUTE)).contains(3);
    assertThat(channel.receive()).isEqualTo(4);
    assertThat(channel.tryReceive()).isEmpty();
  }

  @Test
  void rendezvous_senderWaitsUntilItsItemWasTaken() throws Exception {
    Channel<String> channel = Channel.rendezvous();
    assertThat(channel.trySend("nobody waits")).isFalse();
    assertThat(channel.trySend("nobody waits", Duration.ofMillis(2))).isFalse();
    var sender = sender(channel, "a");
    assertThat(channel.tryReceive()).contains("a");
    sender.result();
    var receiver = receiver(channel);
    channel.send("b");
    assertThat(receiver.result()).isEqualTo("b");
  }

  @Test
  void trySendToAWaitingReceiver_meetsIt_onceForEachReceiver() throws Exception {
    Channel<String> channel = Channel.rendezvous();
    var first = receiver(channel);
    var second = receiver(channel);
    assertThat(channel.trySend("a")).isTrue();
    assertThat(channel.trySend("b", Duration.ZERO)).isTrue();
    assertThat(List.of(first.result(), second.result())).containsExactly("a", "b");
    assertThat(channel.trySend("c")).isFalse();
  }

  @Case(45)
  @Test
  void itemForAReceiverThatIsCancelled_isStillTheFirst() throws Exception {
    for (int i = 0; i < Scale.of(1_000); i++) {
      Channel<Integer> channel = Channel.bounded(4);
      TaskGroup.supervise(group -> {
        Task<Integer> receiver = group.start(channel::receive);
        Actor.until("it waits", () -> channel.toString().endsWith("1 receiving)"));
        receiver.cancel("before it was sent");
        channel.send(1);
        channel.send(2);
        assertThat(receiver.join()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(channel.receive()).isEqualTo(1);
        assertThat(channel.receive()).isEqualTo(2);
        return null;
      });
    }
  }

  @Test
  void reservedItem_isNotTakenBySomebodyElse() {
    for (int i = 0; i < Scale.of(1_000); i++) {
      Channel<Integer> channel = Channel.bounded(4);
      var receiver = receiver(channel);
      assertThat(channel.trySend(1)).isTrue();
      assertThat(channel.tryReceive()).isEmpty();
      assertThat(receiver.result()).isEqualTo(1);
    }
  }

  @Test
  void itemBeyondThoseForReceiversInLine_isTakenByWhoeverComes() {
    for (int i = 0; i < Scale.of(1_000); i++) {
      Channel<Integer> channel = Channel.bounded(4);
      var receiver = receiver(channel);
      assertThat(channel.trySend(1)).isTrue();
      assertThat(channel.trySend(2)).isTrue();
      int taken = channel.tryReceive().orElseThrow();
      assertThat(List.of(taken, receiver.result())).containsExactlyInAnyOrder(1, 2);
    }
  }

  @Case(46)
  @Test
  void blockedSenderThatIsCancelled_hasSentOnceOrNotAtAll_andSaysWhich() throws Exception {
    for (int i = 0; i < Scale.of(500); i++) {
      boolean cancelFirst = i % 2 == 0;
      Channel<Integer> channel = Channel.bounded(i % 3);
      for (int item = 0; item < i % 3; item++) {
        channel.send(item - 10);
      }
      AtomicBoolean sent = new AtomicBoolean();
      int copies =
          TaskGroup.supervise(group -> {
            Task<Object> sender =
                group.start(() -> {
                  channel.send(1);
                  sent.set(true);
                  return null;
                });
            Actor.until("it waits", () -> channel.toString().contains("1 sending"));
            if (cancelFirst) {
              sender.cancel("before");
            }
            List<Integer> received = new ArrayList<>(drain(channel));
            sender.cancel("after");
            sender.join();
            received.addAll(drain(channel));
            return Collections.frequency(received, 1);
          });
      assertThat(copies).isEqualTo(sent.get() ? 1 : 0);
    }
  }

  private static List<Integer> drain(Channel<Integer> channel) {
    List<Integer> items = new ArrayList<>();
    for (var item = channel.tryReceive(); item.isPresent(); item = channel.tryReceive()) {
      items.add(item.get());
    }
    return items;
  }

  @Case(47)
  @Test
  void closed_drainsFirst_thenReceiversLearnIt_andSendersFail() throws Exception {
    Channel<Integer> channel = Channel.bounded("orders", 2);
    channel.send(1);
    channel.send(2);
    var blocked = sender(channel, 3);
    channel.close();
    channel.close();
    assertThat(channel.isClosed()).isTrue();
    assertThat(blocked.thrown())
        .isInstanceOf(ChannelClosedException.class)
        .hasMessage("channel \"orders\" is closed; the item was not sent")
        .hasNoCause();
    assertThatThrownBy(() -> channel.send(4)).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> channel.trySend(4)).isInstanceOf(ChannelClosedException.class);
    assertThat(channel.receive()).isEqualTo(1);
    assertThat(channel.tryReceive()).contains(2);
    assertThatThrownBy(channel::receive)
        .isInstanceOf(ChannelClosedException.class)
        .hasMessage("channel \"orders\" is closed; nothing is left to be received")
        .hasNoCause();
    assertThatThrownBy(channel::tryReceive).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> channel.tryReceive(MINUTE)).isInstanceOf(ChannelClosedException.class);
    assertThat(channel)
        .hasToString("channel \"orders\" (closed, 0 of 2 items, 0 sending, 0 receiving)");
  }

  @Case(47)
  @Test
  void closedWhileEmpty_allWaitingReceiversLearnItAtOnce() {
    Channel<Integer> channel = Channel.rendezvous();
    List<Actor<Integer>> receivers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      receivers.add(receiver(channel));
    }
    channel.close();
    assertThat(receivers)
        .allSatisfy(
            r -> assertThat(r.thrown()).isInstanceOf(ChannelClosedException.class).hasNoCause());
  }

  @Test
  void closedWithItemsAndReceiversWaiting_itemsAreServed_theRestLearnIt() {
    for (int i = 0; i < Scale.of(500); i++) {
      Channel<Integer> channel = Channel.bounded(2);
      List<Actor<Integer>> receivers = new ArrayList<>();
      for (int r = 0; r < 6; r++) {
        receivers.add(receiver(channel));
      }
      channel.trySend(1);
      channel.trySend(2);
      channel.close();
      assertThat(receivers.get(0).result()).isEqualTo(1);
      assertThat(receivers.get(1).result()).isEqualTo(2);
      assertThat(receivers.subList(2, 6))
          .allSatisfy(r -> assertThat(r.thrown()).isInstanceOf(ChannelClosedException.class));
    }
  }

  @Test
  void closedWithAFailure_drainsFirst_thenReceiversAreToldWhy() throws Exception {
    Channel<Integer> channel = Channel.bounded(2);
    var failure = new IOException("away");
    channel.send(1);
    channel.close(failure);
    channel.close(new IOException("the second does not count"));
    channel.close();
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(() -> channel.forEach(seen::add))
        .isInstanceOf(ChannelClosedException.class)
        .hasCause(failure);
    assertThat(seen).containsExactly(1);
    assertThatThrownBy(() -> channel.send(2)).hasCause(failure);
  }

  @Test
  void forEach_endsWithTheChannel_andHandsOnWhatItsReceiverThrows() throws Exception {
    Channel<Integer> channel = Channel.bounded(3);
    List<Integer> seen = new ArrayList<>();
    channel.send(1);
    channel.send(2);
    channel.send(3);
    channel.close();
    try {
      channel.forEach(item -> {
        seen.add(item);
        throw new IOException("item " + item);
      });
    } catch (IOException e) {
      assertThat(e).hasMessage("item 1");
    }
    channel.forEach(seen::add);
    assertThat(seen).containsExactly(1, 2, 3);
    channel.forEach(seen::add);
  }

  @Test
  void cancel_closesWhatIsLeft_andTellsAll() throws Exception {
    Channel<AutoCloseable> channel = Channel.bounded(3);
    List<String> closed = new ArrayList<>();
    channel.send(() -> closed.add("a"));
    channel.send(() -> {
      closed.add("b");
      throw new IOException("expected by the test");
    });
    channel.send(() -> closed.add("c " + Thread.currentThread().isInterrupted()));
    var blocked = sender(channel, () -> closed.add("d"));
    Thread.currentThread().interrupt();
    assertThat(logged(channel::cancel))
        .containsExactly(
            "could not close what nobody has received from channel (closed, 0 of 3 items, 0 sending, 0 receiving)");
    assertThat(Thread.interrupted()).as("it is withheld, not lost").isTrue();
    assertThat(closed).containsExactly("a", "b", "c false");
    assertThat(blocked.thrown()).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(channel::receive).isInstanceOf(ChannelClosedException.class);
    channel.cancel();
    assertThat(closed).hasSize(3);

    Channel<Integer> empty = Channel.bounded(3);
    var receiver = receiver(empty);
    empty.cancel();
    assertThat(receiver.thrown()).isInstanceOf(ChannelClosedException.class);
  }

  private static List<String> logged(Runnable action) {
    List<String> messages = new ArrayList<>();
    var log = Logger.getLogger("dev.weft");
    log.setFilter(entry -> {
      messages.add(entry.getMessage());
      return false;
    });
    try {
      action.run();
    } finally {
      log.setFilter(null);
    }
    return messages;
  }

  @Test
  void cancelOfAClosedChannel_takesWhatIsLeft() throws Exception {
    Channel<AutoCloseable> channel = Channel.bounded(1);
    List<String> closed = new ArrayList<>();
    channel.send(() -> closed.add("a"));
    channel.close();
    channel.cancel();
    assertThat(closed).containsExactly("a");
  }

  @Test
  void sendAndReceiveInACancelledTask_throw_alsoWhenTheyNeedNotWait() throws Exception {
    Channel<Integer> channel = Channel.bounded(3);
    channel.send(1);
    TaskGroup.supervise(group -> {
      var inside = new CountDownLatch(1);
      Task<Object> task =
          group.start(() -> {
            inside.countDown();
            Actor.swallowInterrupt();
            assertThatThrownBy(() -> channel.send(2)).isInstanceOf(CancelledException.class);
            assertThatThrownBy(channel::receive).isInstanceOf(CancelledException.class);
            assertThat(channel.trySend(3)).isTrue();
            assertThat(channel.tryReceive()).contains(1);
            channel.close();
            return null;
          });
      inside.await();
      task.cancel("enough");
      assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
    assertThat(channel.receive()).isEqualTo(3);
  }

  @Test
  void badArguments_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Channel.bounded(-1))
        .withMessage("a channel cannot have a capacity of -1; give it 0 or more");
    Channel<String> channel = Channel.bounded(1);
    assertThatThrownBy(() -> channel.send(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("null cannot be sent; send an Optional or an item that says so");
    assertThatThrownBy(() -> channel.close(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void largestCapacity_isNoMemory() {
    assertThat(Channel.<Integer>bounded(Integer.MAX_VALUE).trySend(1)).isTrue();
  }
}
