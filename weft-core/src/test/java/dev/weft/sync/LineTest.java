package dev.weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Blocker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LineTest {

  /// Things to take, and who took them in which order, as seen under the lock.
  private static final class Shelf implements Line.Turn {
    private final Guard guard = new Guard();
    final Blocker what = List::of;
    final Line<Integer> line = new Line<>(guard, what, () -> things() > 0);
    private int things;
    private final List<Thread> takers = new ArrayList<>();

    private int things() {
      return things;
    }

    @Override
    public long take() {
      if (things == 0) {
        return Bound.UNTIL_WOKEN;
      }
      things--;
      takers.add(Thread.currentThread());
      return 0;
    }

    void add(int more) {
      guard.lock();
      things += more;
      line.wakeFirst();
      guard.unlock();
    }

    int left() {
      guard.lock();
      try {
        return things;
      } finally {
        guard.unlock();
      }
    }
  }

  @Test
  @Tag("slow")
  void thousandsTakeInTheOrderInWhichTheyCame_whoeverGivesUp() {
    for (int round = 0; round < 30; round++) {
      long seed = System.nanoTime();
      var random = new Random(seed);
      var shelf = new Shelf();
      List<Actor<Boolean>> actors = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        actors.add(Actor.waiting(shelf.what, () -> shelf.line.await(Bound.NONE, 1, shelf)));
      }
      int given = 0;
      while (actors.stream().anyMatch(actor -> actor.thread.isAlive())) {
        if (random.nextInt(3) == 0) {
          actors.get(random.nextInt(actors.size())).interrupt();
        }
        int more = random.nextInt(3);
        shelf.add(more);
        given += more;
        Actor.spin(100);
      }
      List<Thread> served =
          actors.stream()
              .filter(actor -> actor.thrown() == null)
              .map(actor -> actor.thread)
              .toList();
      assertThat(shelf.takers).as("seed " + seed).isEqualTo(served);
      assertThat(shelf.left()).as("seed " + seed).isEqualTo(given - served.size());
      assertThat(served).as("served").isNotEmpty().hasSizeLessThan(200);
    }
  }

  @Test
  @Tag("slow")
  void whoTimesOutAsItsTurnComes_takesOrNot_andTheNextIsNotForgotten() {
    int taken = 0;
    int late = 0;
    for (int i = 0; i < 3_000; i++) {
      var shelf = new Shelf();
      var hasty =
          Actor.start(() -> shelf.line.await(Bound.in(Duration.ofNanos(100_000)), 1, shelf));
      Actor.until("it is in line or gone", () -> hasty.isWaiting() || !hasty.thread.isAlive());
      var patient = Actor.start(() -> shelf.line.await(Bound.NONE, 1, shelf));
      Actor.spin(4_000);
      shelf.add(1);
      if (hasty.result()) {
        taken++;
        shelf.add(1);
      } else {
        late++;
      }
      assertThat(patient.result()).isTrue();
      assertThat(shelf.left()).isZero();
    }
    assertThat(taken).as("in time").isPositive();
    assertThat(late).as("too late").isPositive();
  }
}
