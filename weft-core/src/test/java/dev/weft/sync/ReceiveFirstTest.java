package dev.weft.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Scale;
import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class ReceiveFirstTest {
  private final Channel<String> a = Channel.bounded("a", 100);
  private final Channel<String> b = Channel.bounded("b", 100);
  private final Channel<String> c = Channel.bounded("c", 100);

  private static void fill(Channel<String> channel, int items) {
    for (int i = 0; i < items; i++) {
      assertThat(channel.trySend("x")).isTrue();
    }
  }

  @Test
  void takesFromTheOneThatHasAnItem_andSaysWhich() throws Exception {
    b.send("item");
    assertThat(Channel.receiveFirst(a, b)).isEqualTo(new Channel.Received<>(b, "item"));
    assertThat(Channel.tryReceiveFirst(Duration.ofMillis(1), a, b)).isEmpty();
    Channel<Integer> numbers = Channel.bounded(1);
    numbers.send(1);
    Channel.Received<Object> any = Channel.receiveFirst(a, numbers);
    assertThat(any.item()).isEqualTo(1);
  }

  @Test
  void channelsThatAlwaysHaveItems_takeTurns_andAnIdleOneDisturbsNobody() throws Exception {
    fill(a, 30);
    fill(b, 30);
    List<Channel<?>> order = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      order.add(Channel.receiveFirst(a, b, c).from());
    }
    assertThat(order.subList(0, 2)).containsExactly(a, b);
    for (int i = 2; i < 40; i++) {
      assertThat(order.get(i)).isSameAs(order.get(i - 2));
    }
    c.send("late");
    assertThat(Channel.receiveFirst(a, b, c).from()).isSameAs(c);
  }

  @Test
  void waits_untilOneHasAnItem_andLeavesTheOthersAlone() {
    var first = Actor.start(() -> Channel.receiveFirst(a, b));
    Actor.until("it waits", first::isWaiting);
    assertThat(LockSupport.getBlocker(first.thread))
        .hasToString(
            "first of [channel \"a\" (0 of 100 items, 0 sending, 1 receiving),"
                + " channel \"b\" (0 of 100 items, 0 sending, 1 receiving)]");
    assertThat(b.trySend("item")).isTrue();
    assertThat(first.result().item()).isEqualTo("item");
    assertThat(a).hasToString("channel \"a\" (0 of 100 items, 0 sending, 0 receiving)");
    assertThat(a.trySend("other")).isTrue();
    assertThat(a.tryReceive()).contains("other");
  }

  @Test
  void sameChannelTwice_isOneChannel() throws Exception {
    var first = Actor.start(() -> Channel.receiveFirst(a, a));
    Actor.until("it waits", first::isWaiting);
    a.send("1");
    a.send("2");
    assertThat(first.result().item()).isEqualTo("1");
    assertThat(a.receive()).isEqualTo("2");
  }

  @Test
  void closedChannel_isLeftOut_untilAllAre() throws Exception {
    a.send("left");
    a.close();
    assertThat(Channel.receiveFirst(a, b).item()).isEqualTo("left");
    var waiting = Actor.start(() -> Channel.receiveFirst(a, b, c));
    Actor.until("it waits", waiting::isWaiting);
    c.close();
    b.send("item");
    assertThat(waiting.result().item()).isEqualTo("item");
    var last = Actor.start(() -> Channel.receiveFirst(a, b, c));
    Actor.until("it waits", last::isWaiting);
    b.close();
    assertThat(last.thrown())
        .isInstanceOf(ChannelClosedException.class)
        .hasMessageStartingWith("all channels are closed; nothing is left to be received from [")
        .hasNoCause();
  }

  @Test
  void channelClosedWithAFailure_failsTheWait() {
    var waiting = Actor.start(() -> Channel.receiveFirst(a, b));
    Actor.until("it waits", waiting::isWaiting);
    var failure = new IOException("away");
    b.close(failure);
    assertThat(waiting.thrown()).isInstanceOf(ChannelClosedException.class).hasCause(failure);
    assertThat(a.trySend("item")).isTrue();
    assertThat(a.tryReceive()).as("nobody is left in line").contains("item");
  }

  @Test
  void receiverBehindOneThatWaitsForSeveral_learnsOfTheClose() {
    var several = Actor.start(() -> Channel.receiveFirst(a, b));
    Actor.until("it waits", several::isWaiting);
    var behind = Actor.waiting(a, a::receive);
    assertThat(a.trySend("item")).isTrue();
    a.close();
    assertThat(several.result().item()).isEqualTo("item");
    assertThat(behind.thrown()).isInstanceOf(ChannelClosedException.class);
  }

  @Test
  void receiverBehindOneThatStillWaitsForAnother_learnsOfTheClose() {
    var before = Actor.waiting(a, a::receive);
    var several = Actor.start(() -> Channel.receiveFirst(a, b));
    Actor.until("it waits for both", () -> b.toString().endsWith("1 receiving)"));
    var behind = Actor.waiting(a, a::receive);
    assertThat(a.trySend("item")).isTrue();
    a.close();
    assertThat(before.result()).isEqualTo("item");
    assertThat(behind.thrown()).isInstanceOf(ChannelClosedException.class);
    assertThat(b.trySend("other")).isTrue();
    assertThat(several.result().item()).isEqualTo("other");
  }

  @Test
  void interrupted_leavesAllLines_andTakesNothing() {
    var waiting = Actor.start(() -> Channel.receiveFirst(a, b));
    Actor.until("it waits", waiting::isWaiting);
    waiting.interrupt();
    assertThat(waiting.thrown()).isExactlyInstanceOf(InterruptedException.class);
    assertThat(a).hasToString("channel \"a\" (0 of 100 items, 0 sending, 0 receiving)");
    assertThat(b).hasToString("channel \"b\" (0 of 100 items, 0 sending, 0 receiving)");
  }

  @Test
  void nothingToReceiveFrom_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(Channel::<String>receiveFirst)
        .withMessage("no channel to receive from; give one or more");
    assertThatThrownBy(() -> Channel.receiveFirst(a, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void trySendToTwoRendezvous_thatOneWaitsFor_sendsOne() {
    for (int i = 0; i < 50; i++) {
      Channel<String> left = Channel.rendezvous();
      Channel<String> right = Channel.rendezvous();
      var first = Actor.start(() -> Channel.receiveFirst(left, right));
      Actor.until("it waits", first::isWaiting);
      assertThat(left.trySend("l")).isTrue();
      assertThat(right.trySend("r")).isFalse();
      assertThat(left.trySend("again")).isFalse();
      assertThat(first.result()).isEqualTo(new Channel.Received<>(left, "l"));
      assertThat(right).hasToString("channel (0 of 0 items, 0 sending, 0 receiving)");
    }
  }

  @Test
  void trySend_countsOnOneWhoWaitsForSeveral_andOnThoseBehind() {
    Channel<String> left = Channel.rendezvous();
    Channel<String> right = Channel.rendezvous();
    var several = Actor.start(() -> Channel.receiveFirst(left, right));
    Actor.until("it waits", several::isWaiting);
    var behindLeft = Actor.waiting(left, left::receive);
    var behindRight = Actor.waiting(right, right::receive);
    assertThat(left.trySend("l1")).isTrue();
    assertThat(left.trySend("l2")).isTrue();
    assertThat(left.trySend("l3")).isFalse();
    assertThat(right.trySend("r1")).isTrue();
    assertThat(right.trySend("r2")).isFalse();
    assertThat(several.result().item()).isEqualTo("l1");
    assertThat(behindLeft.result()).isEqualTo("l2");
    assertThat(behindRight.result()).isEqualTo("r1");
  }

  @Test
  void itemThatOneOfSeveralWasCountedOnFor_isThrownAway_itGoesOnWithTheOthers() throws Exception {
    for (int i = 0; i < 50; i++) {
      Channel<String> left = Channel.rendezvous();
      Channel<String> right = Channel.rendezvous();
      var several = Actor.start(() -> Channel.receiveFirst(left, right));
      Actor.until("it waits", several::isWaiting);
      assertThat(left.trySend("l")).isTrue();
      left.cancel();
      // On a loop it has not run by then; elsewhere it may have had its item before.
      Actor.until(
          "it waits for the other, or has its item",
          () -> !several.thread.isAlive() || right.trySend("r"));
      assertThat(several.result().item()).isIn("l", "r");
      assertThat(right).hasToString("channel (0 of 0 items, 0 sending, 0 receiving)");
    }
  }

  /// As many items are sent as there are receivers, wherever trySend finds one; so all have one and
  /// none is left.
  @Test
  @Tag("slow")
  void everyItemOfTrySend_isForAReceiverOfItsOwn() {
    for (int round = 0; round < Scale.of(300); round++) {
      long seed = System.nanoTime();
      var random = new Random(seed);
      List<Channel<Integer>> channels =
          List.of(Channel.rendezvous(), Channel.bounded(1), Channel.rendezvous());
      List<Actor<?>> receivers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Channel<Integer> one = channels.get(random.nextInt(3));
        Channel<Integer> other = channels.get(random.nextInt(3));
        Actor<?> receiver =
            random.nextInt(3) == 0
                ? Actor.waiting(one, one::receive)
                : Actor.start(() -> Channel.receiveFirst(one, other));
        Actor.until("it waits", receiver::isWaiting);
        receivers.add(receiver);
      }
      Channel<Integer> first = channels.get(0);
      Channel<Integer> last = channels.get(2);
      int sent = 0;
      for (int i = 0; i < 40; i++) {
        sent += (random.nextBoolean() ? first : last).trySend(i) ? 1 : 0;
        Actor.spin(50);
      }
      channels.get(1).close();
      first.close();
      last.close();
      long received = receivers.stream().filter(each -> each.thrown() == null).count();
      assertThat(received).as("seed " + seed).isEqualTo(sent);
      assertThatThrownBy(first::tryReceive).isInstanceOf(ChannelClosedException.class);
      assertThatThrownBy(last::tryReceive).isInstanceOf(ChannelClosedException.class);
    }
  }

  @Test
  @Tag("slow")
  void bothHaveItemsAtOnce_exactlyOneIsTaken_andTheNextReceiverHasTheOther() {
    for (int i = 0; i < Scale.of(3_000); i++) {
      Channel<String> left = Channel.bounded(1);
      Channel<String> right = Channel.rendezvous();
      var several = Actor.start(() -> Channel.receiveFirst(left, right));
      Actor.until("it waits", several::isWaiting);
      var behindLeft = Actor.waiting(left, left::receive);
      var behindRight = Actor.waiting(right, right::receive);
      var sender =
          Actor.start(() -> {
            right.send("r");
            return null;
          });
      Actor.spin(100);
      assertThat(left.trySend("l")).isTrue();
      String taken = several.result().item();
      if (taken.equals("l")) {
        assertThat(behindRight.result()).isEqualTo("r");
        left.close();
        assertThat(behindLeft.thrown()).isInstanceOf(ChannelClosedException.class);
      } else {
        assertThat(taken).isEqualTo("r");
        assertThat(behindLeft.result()).isEqualTo("l");
        right.close();
        assertThat(behindRight.thrown()).isInstanceOf(ChannelClosedException.class);
      }
      sender.result();
    }
  }
}
