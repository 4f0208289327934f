package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopTimersTest {
  private final LoopTimers timers = new LoopTimers();
  private final List<Integer> fired = new ArrayList<>();

  private record Set(int id, long at, LoopTimer timer) {}

  private Set set(int id, long at) {
    return new Set(id, at, timers.add(at, () -> fired.add(id)));
  }

  @Test
  void timersOfOneTime_fireInTheOrderInWhichTheyWereSet() {
    IntStream.range(0, 1_000).forEach(i -> set(i, 5));
    timers.fire(5);
    assertThat(fired).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
  }

  @Test
  void onlyWhatIsDue_fires() {
    set(1, 10);
    set(2, 11);
    timers.fire(10);
    assertThat(fired).containsExactly(1);
    assertThat(timers.delay(10)).isEqualTo(1);
  }

  @Test
  void timesThatOverflow_areComparedByTheirDistance() {
    set(1, Long.MIN_VALUE + 5);
    set(2, Long.MAX_VALUE - 5);
    timers.fire(Long.MAX_VALUE);
    assertThat(fired).containsExactly(2);
    timers.fire(Long.MIN_VALUE + 10);
    assertThat(fired).containsExactly(2, 1);
  }

  @Test
  void cancelledTimer_leavesAtOnceAndOnlyOnce() {
    LoopTimer timer = set(1, 10).timer();
    assertThat(timer.cancel(false)).isTrue();
    assertThat(timers.size()).isZero();
    assertThat(timer.cancel(false)).isFalse();
    assertThat(timer.isCancelled()).isTrue();
    timers.fire(20);
    assertThat(fired).isEmpty();
  }

  @Test
  void firedTimer_cannotBeCancelled() {
    LoopTimer timer = set(1, 10).timer();
    timers.fire(10);
    assertThat(timer.cancel(false)).isFalse();
    assertThat(timer.isDone()).isTrue();
    assertThat(timer.isCancelled()).isFalse();
  }

  @Test
  void timerSetByATimer_firesAtOnceWhenItIsDueToo() {
    var _ = timers.add(1, () -> set(2, 3));
    set(1, 5);
    timers.fire(5);
    assertThat(fired).containsExactly(2, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyMixOfAdditionsAndCancellations_firesTheRestInOrder(long seed) {
    var random = new Random(seed);
    List<Set> live = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(3) > 0 || live.isEmpty()) {
        live.add(set(i, random.nextInt(200)));
      } else {
        Set gone = live.remove(random.nextInt(live.size()));
        assertThat(gone.timer().cancel(false)).isTrue();
      }
    }
    assertThat(timers.size()).isEqualTo(live.size());
    timers.fire(200);
    assertThat(fired)
        .isEqualTo(
            live.stream()
                .sorted(Comparator.comparingLong(Set::at).thenComparingInt(Set::id))
                .map(Set::id)
                .toList());
    assertThat(timers.isEmpty()).isTrue();
  }
}
