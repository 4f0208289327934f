package dev.weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Scale;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Sends, receipts, cancellations and closes that meet.
@Tag("slow")
@OnEveryScheduler
class ChannelRaceTest {

  private static Actor<Object> interrupter(Actor<?> victim) {
    return Actor.start(() -> {
      Actor.spin(60);
      victim.interrupt();
      return null;
    });
  }

  private static Object send(Channel<Integer> channel, int item) throws InterruptedException {
    channel.send(item);
    return "sent";
  }

  @Test
  @Case(45)
  void receiverInterruptedAsAnItemComes_hasTheItem_orItIsStillTheFirst() throws Exception {
    int taken = 0;
    int left = 0;
    for (int i = 0; i < Scale.of(4_000); i++) {
      Channel<Integer> channel = Channel.bounded(i % 2 + 2);
      var receiver = Actor.waiting(channel, channel::receive);
      var interrupter = interrupter(receiver);
      Actor.spin(60);
      channel.send(1);
      channel.send(2);
      if (receiver.thrown() == null) {
        taken++;
        assertThat(receiver.result()).isEqualTo(1);
      } else {
        left++;
        assertThat(channel.receive()).isEqualTo(1);
      }
      assertThat(channel.receive()).isEqualTo(2);
      interrupter.result();
    }
    Scale.assertSeen("taken", taken);
    Scale.assertSeen("left", left);
  }

  @Test
  @Case(46)
  void blockedSenderInterruptedAsItIsFreed_hasSentOnce_orNotAtAll() throws Exception {
    int sent = 0;
    int kept = 0;
    for (int i = 0; i < Scale.of(4_000); i++) {
      Channel<Integer> channel = Channel.bounded(i % 3);
      for (int item = 0; item < i % 3; item++) {
        channel.send(item - 10);
      }
      var interrupted = new AtomicBoolean();
      var sender =
          Actor.waiting(
              channel,
              () -> {
                send(channel, 1);
                Actor.until("the interrupt has been sent", interrupted::get);
                return Thread.currentThread().isInterrupted();
              });
      var interrupter = interrupter(sender);
      Actor.spin(60);
      Optional<Integer> first = channel.tryReceive();
      interrupter.result();
      interrupted.set(true);
      boolean wasSent = sender.thrown() == null;
      List<Integer> rest = new ArrayList<>();
      first.ifPresent(rest::add);
      for (var next = channel.tryReceive(); next.isPresent(); next = channel.tryReceive()) {
        rest.add(next.get());
      }
      assertThat(rest.stream().filter(item -> item == 1)).hasSize(wasSent ? 1 : 0);
      if (wasSent) {
        sent++;
        // It came too late for this call, and is not lost.
        assertThat(sender.result()).isTrue();
      } else {
        kept++;
        assertThat(sender.thrown()).isExactlyInstanceOf(InterruptedException.class);
        assertThat(sender.isInterruptedAfterwards()).isFalse();
      }
    }
    Scale.assertSeen("sent", sent);
    Scale.assertSeen("kept", kept);
  }

  @Test
  void sendThatMeetsAClose_isReceivedOrRefused() {
    int refused = 0;
    int rounds = Scale.of(4_000);
    for (int i = 0; i < rounds; i++) {
      Channel<Integer> channel = Channel.bounded(i % 2);
      var receiver = Actor.start(channel::receive);
      var sender =
          Actor.start(() -> {
            Actor.spin(200);
            return send(channel, 1);
          });
      Actor.spin(800);
      channel.close();
      if (sender.thrown() == null) {
        assertThat(receiver.result()).isEqualTo(1);
      } else {
        refused++;
        assertThat(sender.thrown()).isInstanceOf(ChannelClosedException.class);
        assertThat(receiver.thrown()).isInstanceOf(ChannelClosedException.class);
      }
    }
    assertThat(refused).isBetween(rounds / 4_000, rounds - rounds / 4_000);
  }

  @RepeatedTest(5)
  void randomTrafficWithCancellations_deliversWhatWasSent_onceAndInOrder() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    int capacity = random.nextInt(4);
    Channel<Integer> channel = Channel.bounded(capacity);
    Queue<Integer> sent = new ConcurrentLinkedQueue<>();
    Queue<List<Integer>> received = new ConcurrentLinkedQueue<>();
    TaskGroup.supervise(group -> {
      List<Task<Object>> senders = new ArrayList<>();
      List<Task<Object>> receivers = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int id = t;
        long dice = random.nextLong();
        senders.add(group.start(() -> sendAll(channel, id, sent, new Random(dice))));
      }
      for (int t = 0; t < 30; t++) {
        long dice = random.nextLong();
        receivers.add(group.start(() -> receiveSome(channel, received, new Random(dice))));
      }
      for (int i = 0; i < 25; i++) {
        LockSupport.parkNanos(100_000);
        receivers.get(random.nextInt(receivers.size())).cancel("random");
        if (i % 6 == 0) {
          senders.get(random.nextInt(senders.size())).cancel("random");
        }
      }
      for (Task<Object> sender : senders) {
        sender.join();
      }
      channel.close();
      return null;
    });
    List<Integer> last = new ArrayList<>();
    channel.forEach(last::add);
    received.add(last);
    assertThat(received.stream().flatMap(List::stream))
        .as("seed " + seed)
        .containsExactlyInAnyOrderElementsOf(sent);
    for (List<Integer> one : received) {
      for (int id = 0; id < 8; id++) {
        int sender = id;
        assertThat(one.stream().filter(item -> item / 1_000_000 == sender))
            .as("seed " + seed)
            .isSorted();
      }
    }
    assertThat(sent).as("seed " + seed).isNotEmpty();
  }

  private static Object sendAll(Channel<Integer> channel, int id, Queue<Integer> sent, Random dice)
      throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      int item = id * 1_000_000 + i;
      boolean went =
          switch (dice.nextInt(4)) {
            case 0 -> channel.trySend(item);
            case 1 -> channel.trySend(item, Duration.ofNanos(dice.nextInt(100_000)));
            default -> {
              channel.send(item);
              yield true;
            }
          };
      if (went) {
        sent.add(item);
      }
    }
    return "done";
  }

  private static Object receiveSome(
      Channel<Integer> channel, Queue<List<Integer>> received, Random dice)
      throws InterruptedException {
    List<Integer> mine = new ArrayList<>();
    received.add(mine);
    try {
      while (true) {
        switch (dice.nextInt(4)) {
          case 0 -> channel.tryReceive().ifPresent(mine::add);
          case 1 ->
              channel.tryReceive(Duration.ofNanos(dice.nextInt(100_000))).ifPresent(mine::add);
          case 2 ->
              Channel.tryReceiveFirst(Duration.ofMillis(1), channel, Channel.<Integer>bounded(1))
                  .ifPresent(chosen -> mine.add(chosen.item()));
          default -> mine.add(channel.receive());
        }
      }
    } catch (ChannelClosedException e) {
      return "done";
    }
  }

  private static Object sendAll(Channel<Integer> channel) throws InterruptedException {
    try (channel) {
      for (int i = 0; i < 3; i++) {
        if (!channel.trySend(i)) {
          channel.send(i);
        }
      }
      return "sent";
    }
  }

  @Test
  void oneWhoWaitsForTwoChannels_missesNoItemOfEither_asBothAreSentTo() throws Exception {
    int rounds = Scale.of(Thread.currentThread().isVirtual() ? 100_000 : 5_000);
    for (int i = 0; i < rounds; i++) {
      Channel<Integer> left = Channel.bounded(1);
      Channel<Integer> right = Channel.rendezvous();
      int received =
          TaskGroup.run(group -> {
            group.start("left", () -> sendAll(left));
            group.start("right", () -> sendAll(right));
            int items = 0;
            while (true) {
              try {
                Channel.receiveFirst(left, right);
                items++;
              } catch (ChannelClosedException e) {
                return items;
              }
            }
          });
      assertThat(received).isEqualTo(6);
    }
  }
}
