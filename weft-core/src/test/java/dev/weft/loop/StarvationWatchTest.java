package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.CapturedLog;
import dev.weft.TaskGroup;
import dev.weft.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class StarvationWatchTest {
  private final List<Starvation> noticed = new CopyOnWriteArrayList<>();
  private final List<Starvation> ended = new CopyOnWriteArrayList<>();
  private final List<Thread> candidates = new CopyOnWriteArrayList<>();

  private final StarvationListener listener =
      new StarvationListener() {
        @Override
        public void noticed(Starvation starvation) {
          noticed.add(starvation);
        }

        @Override
        public void ended(Starvation starvation) {
          ended.add(starvation);
        }
      };

  private final int carriers = Runtime.getRuntime().availableProcessors();
  private final CountDownLatch spinning = new CountDownLatch(carriers);
  private volatile boolean over;

  @AfterEach
  void letGo() {
    over = true;
  }

  private void spinUntilNoticed() {
    spinning.countDown();
    while (noticed.isEmpty() && !over) {
      Thread.onSpinWait();
    }
  }

  /// Watches are started after this: earlier they could notice that on a busy machine not even the
  /// first threads get to run.
  private void awaitHogs() throws InterruptedException {
    Waits.until("all carriers are kept", () -> spinning.getCount() == 0);
  }

  @Test
  void threadsThatKeepAllCarriers_areNamedOnceWithTheirStacks() throws Exception {
    candidates.add(Thread.ofVirtual().name("sleeper").start(() -> sleep()));
    candidates.add(Thread.currentThread());
    List<Thread> hogs = new ArrayList<>();
    for (int i = 0; i < carriers; i++) {
      hogs.add(Thread.ofVirtual().name("hog-" + i).start(this::spinUntilNoticed));
    }
    candidates.addAll(hogs);
    awaitHogs();
    try (var log = new CapturedLog();
        var _ = StarvationWatch.start(Duration.ofMillis(50), () -> candidates, listener)) {
      Waits.until("it ends", () -> !ended.isEmpty());
      assertThat(noticed).hasSize(1);
      Starvation first = noticed.getFirst();
      assertThat(first.duration()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
      assertThat(first.holders())
          .hasSize(carriers)
          .allSatisfy(holder -> {
            assertThat(holder.thread()).startsWith("hog-");
            assertThat(holder.carrier()).startsWith("ForkJoinPool-");
            assertThat(holder.stack())
                .extracting(StackTraceElement::getMethodName)
                .contains("spinUntilNoticed");
          });
      assertThat(ended.getFirst().duration()).isGreaterThanOrEqualTo(first.duration());
      assertThat(log.messages())
          .anyMatch(line -> line.startsWith("no virtual thread has got to run for "))
          .anyMatch(line -> line.matches("\"hog-0\" keeps ForkJoinPool-.*"))
          .anyMatch(line -> line.startsWith("virtual threads get to run again after "));
      for (Thread hog : hogs) {
        hog.join();
      }
    } finally {
      candidates.forEach(thread -> {
        if (thread.isVirtual()) {
          thread.interrupt();
        }
      });
    }
  }

  private static void sleep() {
    try {
      Waits.forever();
    } catch (InterruptedException e) {
      // The test is over.
    }
  }

  @Test
  void tasksThatKeepAllCarriers_areFoundInTheTree() throws Exception {
    List<String> names = IntStream.range(0, carriers).mapToObj(i -> "hog-" + i).toList();
    TaskGroup.run(group -> {
      for (String name : names) {
        group.start(
            name,
            () -> {
              spinUntilNoticed();
              return null;
            });
      }
      try {
        awaitHogs();
        try (var _ = StarvationWatch.start(Duration.ofMillis(50), listener)) {
          Waits.until("it is noticed", () -> !noticed.isEmpty());
        }
      } finally {
        letGo();
      }
      return null;
    });
    assertThat(noticed.getFirst().holders())
        .extracting(Starvation.Holder::thread)
        .containsAll(names);
  }

  @Test
  void busyLoop_isNotTheParallelSchedulersFault() throws Exception {
    try (EventLoop loop = EventLoop.start();
        var _ = StarvationWatch.start(Duration.ofMillis(400), List::of, listener)) {
      loop.call(
          "hog",
          () -> {
            long end = System.nanoTime() + Duration.ofMillis(900).toNanos();
            while (System.nanoTime() < end) {
              Thread.onSpinWait();
            }
            return null;
          });
    }
    assertThat(noticed).isEmpty();
  }

  @Test
  void limitIsAHundredMilliseconds_whereNoneIsGiven() throws Exception {
    try (var log = new CapturedLog();
        var silent = StarvationWatch.start();
        var _ = StarvationWatch.start(listener)) {
      List<Thread> hogs = new ArrayList<>();
      for (int i = 0; i < carriers; i++) {
        hogs.add(Thread.ofVirtual().start(this::spinUntilNoticed));
      }
      Waits.until("it ends", () -> !ended.isEmpty());
      assertThat(silent).hasToString("starvation watch");
      assertThat(noticed.getFirst().duration()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
      assertThat(log.messages())
          .filteredOn(line -> line.startsWith("no virtual thread has got to run for "))
          .isNotEmpty();
      for (Thread hog : hogs) {
        hog.join();
      }
    }
  }

  @Test
  void probes_areOneWithinEachLimit_howeverOftenTheWatchIsLookedAt() throws Exception {
    List<Thread> probes = new ArrayList<>();
    ThreadFactory factory =
        body -> {
          Thread probe = Thread.ofVirtual().unstarted(body);
          probes.add(probe);
          return probe;
        };
    var watch = new StarvationWatch(Duration.ofMillis(500), List::of, listener, factory);
    long start = System.nanoTime();
    for (int millis = 0; millis < 2_000; millis++) {
      int sinceTheLast = millis % 500;
      assertThat(watch.look(start + millis * 1_000_000L, 0))
          .as("nanoseconds until the next look, after %s ms", millis)
          .isEqualTo((500 - sinceTheLast) * 1_000_000L);
      probes.getLast().join();
    }
    assertThat(probes).hasSize(4);
    assertThat(noticed).isEmpty();
  }

  @Test
  void limit_isChecked() {
    assertThatThrownBy(() -> StarvationWatch.start(Duration.ZERO, List::of, listener))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("starvation is to be reported from PT0S on; give 1 ms or more");
  }
}
