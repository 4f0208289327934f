package dev.weft.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Scale;
import dev.weft.contract.OnEveryScheduler;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class EventTest {

  private static Actor<Boolean> waiter(Event event) {
    return Actor.waiting(event, () -> await(event));
  }

  private static boolean await(Event event) throws InterruptedException {
    event.await();
    return true;
  }

  @Test
  void isSetAndCleared_asOftenAsOneLikes() throws Exception {
    var event = new Event("ready");
    assertThat(event.isSet()).isFalse();
    assertThat(event).hasToString("event \"ready\" (not set, 0 waiting)");
    for (int i = 0; i < 3; i++) {
      var waiter = waiter(event);
      assertThat(event).hasToString("event \"ready\" (not set, 1 waiting)");
      event.set();
      event.set();
      assertThat(waiter.result()).isTrue();
      assertThat(event.isSet()).isTrue();
      assertThat(event).hasToString("event \"ready\" (set)");
      event.await();
      event.clear();
      event.clear();
      assertThat(event.isSet()).isFalse();
    }
    assertThat(event.holders()).isEmpty();
  }

  @Test
  void setThatIsClearedAtOnce_releasesAllWhoWaited_andNobodyElse() throws Exception {
    for (int i = 0; i < Scale.of(1_000); i++) {
      var event = new Event();
      var first = waiter(event);
      var second = waiter(event);
      event.set();
      event.clear();
      var later = waiter(event);
      assertThat(first.result()).isTrue();
      assertThat(second.result()).isTrue();
      assertThat(later.thread.isAlive()).isTrue();
      event.set();
      later.result();
    }
  }

  @Test
  void timedWait_tellsWhetherItWasSet() throws Exception {
    var event = new Event();
    assertThat(event.await(Duration.ofMillis(3))).isFalse();
    assertThat(event.await(Duration.ZERO)).isFalse();
    assertThat(event).hasToString("event (not set, 0 waiting)");
    var waiter = Actor.waiting(event, () -> event.await(Duration.ofSeconds(Long.MAX_VALUE)));
    event.set();
    assertThat(waiter.result()).isTrue();
    assertThat(event.await(Duration.ZERO)).isTrue();
  }

  @Test
  void interruptedWaiter_leavesNothingBehind() {
    var event = new Event();
    var waiter = waiter(event);
    waiter.interrupt();
    assertThat(waiter.thrown()).isExactlyInstanceOf(InterruptedException.class);
    assertThat(event).hasToString("event (not set, 0 waiting)");
    event.set();
    Thread.currentThread().interrupt();
    assertThatThrownBy(event::await).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }
}
