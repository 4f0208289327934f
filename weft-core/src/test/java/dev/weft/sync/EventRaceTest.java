package dev.weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Scale;
import dev.weft.contract.OnEveryScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@OnEveryScheduler
class EventRaceTest {

  private static boolean await(Event event) throws InterruptedException {
    event.await();
    return true;
  }

  @Test
  void waitersThatMeetSetsAndClears_areNeverForgotten() {
    for (int round = 0; round < Scale.of(300); round++) {
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
  void hundredThousandWaiters_areReleasedByOneSet() {
    var event = new Event();
    List<Actor<Boolean>> waiters = new ArrayList<>();
    int many = Scale.of(100_000);
    for (int i = 0; i < many; i++) {
      waiters.add(Actor.start(() -> await(event)));
    }
    Actor.until("all wait", () -> event.toString().endsWith(many + " waiting)"));
    event.set();
    event.clear();
    waiters.forEach(waiter -> assertThat(waiter.result()).isTrue());
  }
}
