package dev.weft.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
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
    for (int i = 0; i < 1_000; i++) {
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

  @Test
  @Tag("slow")
  void waitersThatMeetSetsAndClears_areNeverForgotten() {
    for (int round = 0; round < 300; round++) {
      var event = new Event();
      var begun = new AtomicInteger();
      List<Actor<Object>> waiters = new ArrayList<>();
      for (int w = 0; w < 4; w++) {
        waiters.add(
            Actor.start(() -> {
              for (int i = 0; i < 20; i++) {
                begun.incrementAndGet();
                event.await();
                Actor.spin(20);
              }
              return null;
            }));
      }
      // Each set releases who waits, and who comes before the clear; none is left at the end.
      for (int i = 0; waiters.stream().anyMatch(w -> w.thread.isAlive()); i++) {
        event.set();
        Actor.spin(20);
        event.clear();
        if (i % 16 == 0) {
          Actor.until(
              "somebody waits or all have ended",
              () ->
                  waiters.stream().noneMatch(w -> w.thread.isAlive())
                      || !event.toString().contains(" 0 waiting"));
        }
      }
      waiters.forEach(Actor::result);
      assertThat(begun).hasValue(80);
    }
  }

  @Test
  @Tag("slow")
  void hundredThousandWaiters_areReleasedByOneSet() {
    var event = new Event();
    List<Actor<Boolean>> waiters = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      waiters.add(Actor.start(() -> await(event)));
    }
    Actor.until("all wait", () -> event.toString().endsWith("100000 waiting)"));
    event.set();
    event.clear();
    waiters.forEach(waiter -> assertThat(waiter.result()).isTrue());
  }
}
