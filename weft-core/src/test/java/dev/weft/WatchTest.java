package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.contract.OnEveryScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class WatchTest {

  @Test
  void watch_isToldOnce_withTheOutcome() throws Exception {
    var told = new AtomicReference<Outcome<?>>();
    TaskGroup.run(group -> {
      var go = new CountDownLatch(1);
      Task<Integer> task =
          group.start(() -> {
            go.await();
            return 1;
          });
      assertThat(new Watch(task, ended -> told.set(ended.outcome())).start()).isTrue();
      go.countDown();
      return null;
    });
    // The group has waited for it.
    assertThat(told.get()).isEqualTo(new Outcome.Success<>(1));
  }

  @Test
  void endedTask_tellsNobody() throws Exception {
    TaskGroup.run(group -> {
      Task<Integer> task = group.start(() -> 1);
      task.await();
      var watch =
          new Watch(
              task,
              _ -> {
                throw new AssertionError("told");
              });
      assertThat(watch.start()).isFalse();
      assertThat(watch.stop()).isFalse();
      return null;
    });
  }

  @Test
  void stoppedWatch_isNotTold_whereverItStoodInTheList() throws Exception {
    for (int stopped = 0; stopped < 3; stopped++) {
      int one = stopped;
      var told = new AtomicInteger();
      TaskGroup.run(group -> {
        var go = new CountDownLatch(1);
        Task<Integer> task =
            group.start(() -> {
              go.await();
              return 1;
            });
        List<Watch> watches = new ArrayList<>();
        for (int bit = 1; bit <= 4; bit <<= 1) {
          int mine = bit;
          var watch = new Watch(task, _ -> told.addAndGet(mine));
          watch.start();
          watches.add(watch);
        }
        assertThat(watches.get(one).stop()).isTrue();
        assertThat(watches.get(one).stop()).isFalse();
        go.countDown();
        return null;
      });
      assertThat(told).hasValue(7 - (1 << one));
    }
  }

  @Test
  @Tag("slow")
  void startsAndStopsThatMeetTheEnd_areToldOnceOrKnowThatTheyAreNot() throws Exception {
    int told = 0;
    int refused = 0;
    int stopped = 0;
    for (int i = 0; i < Scale.of(20_000); i++) {
      var first = new AtomicInteger();
      var second = new AtomicInteger();
      var started = new AtomicBoolean();
      var ended = new AtomicBoolean();
      TaskGroup.run(group -> {
        Task<Integer> task =
            group.start(() -> {
              Races.linger(400);
              return 1;
            });
        var one = new Watch(task, _ -> first.incrementAndGet());
        var two = new Watch(task, _ -> second.incrementAndGet());
        Races.linger(400);
        started.set(one.start());
        if (two.start()) {
          ended.set(!two.stop());
        }
        return null;
      });
      assertThat(first).hasValue(started.get() ? 1 : 0);
      assertThat(second).hasValue(ended.get() ? 1 : 0);
      told += first.get();
      refused += started.get() ? 0 : 1;
      stopped += second.get() == 0 ? 1 : 0;
    }
    Scale.assertSeen("told", told);
    Scale.assertSeen("too late", refused);
    Scale.assertSeen("stopped", stopped);
  }
}
