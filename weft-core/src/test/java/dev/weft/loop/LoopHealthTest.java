package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.CapturedLog;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.Waits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@SuppressWarnings("ThreadPriorityCheck") // what yields is the subject
@Tag("slow")
class LoopHealthTest {
  /// Where nothing but one task may be reported: a busy machine may keep any other from running for
  /// a while, and the first use of a class takes its time as well.
  private static final long PATIENT = 200;

  private final List<LongRun> noticed = new CopyOnWriteArrayList<>();
  private final List<LongRun> ended = new CopyOnWriteArrayList<>();

  private final LongRunListener listener =
      new LongRunListener() {
        @Override
        public void noticed(LongRun run) {
          noticed.add(run);
        }

        @Override
        public void ended(LongRun run) {
          ended.add(run);
        }
      };

  private LoopOptions options(String name, long millis) {
    return LoopOptions.named(name).longRun(Duration.ofMillis(millis)).onLongRun(listener);
  }

  /// Keeps the loop until that was noticed, and a little longer.
  private Object hogUntilNoticed(int times) {
    while (noticed.size() < times) {
      Thread.onSpinWait();
    }
    spin(5);
    return times;
  }

  private static void spin(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void longRun_isReportedOnceWithItsNameAndStack_andAgainAtItsEnd() throws Exception {
    try (var log = new CapturedLog();
        EventLoop loop = EventLoop.start(options("health", PATIENT))) {
      loop.submit("hog", () -> hogUntilNoticed(1)).await();
      Waits.until("its end is reported", () -> !ended.isEmpty());
      LongRun first = noticed.getFirst();
      assertThat(first.loop()).isEqualTo("health");
      assertThat(first.thread()).isEqualTo("hog");
      assertThat(first.duration()).isGreaterThanOrEqualTo(Duration.ofMillis(PATIENT));
      assertThat(first.stack())
          .extracting(StackTraceElement::getMethodName)
          .contains("hogUntilNoticed");
      LongRun total = ended.getFirst();
      assertThat(total.duration()).isGreaterThan(first.duration());
      assertThat(total.stack()).isEqualTo(first.stack());
      assertThat(loop.stats().longestRun()).isGreaterThanOrEqualTo(first.duration());
      assertThat(noticed).hasSize(1);
      assertThat(log.messages())
          .anyMatch(line -> line.matches("\"hog\" has kept health for \\d+ ms and goes on; .*"))
          .anyMatch(line -> line.matches("\"hog\" has let go of health after \\d+ ms"));
    }
  }

  @Test
  void eachOccurrence_isReported_alsoInTheMiddleOfATurn() throws Exception {
    try (EventLoop loop = EventLoop.start(options("again", PATIENT))) {
      for (int i = 1; i <= 3; i++) {
        int times = i;
        loop.call(
            "mixed",
            () ->
                TaskGroup.run(group -> {
                  for (int light = 0; light < 5; light++) {
                    group.start("light", () -> yieldTimes(200));
                  }
                  group.start("hog-" + times, () -> yieldTimes(7) + hogUntilNoticed(times));
                  return null;
                }));
      }
      Waits.until("the ends are reported", () -> ended.size() == 3);
    }
    assertThat(noticed).extracting(LongRun::thread).containsExactly("hog-1", "hog-2", "hog-3");
  }

  private static String yieldTimes(int times) {
    for (int i = 0; i < times; i++) {
      Thread.yield();
    }
    return "";
  }

  @Test
  void longRuns_areReported_besideALoopThatIsActiveWithALongerLimit() throws Exception {
    try (EventLoop other = EventLoop.start(options("patient", 60_000));
        EventLoop loop = EventLoop.start(options("beside", 20))) {
      var begun = new CountDownLatch(1);
      other.submit("long", () -> spinUntilCancelled(begun));
      begun.await();
      for (int i = 1; i <= 3; i++) {
        assertThat(isNoticedInTime(loop, i)).as("run %s is noticed", i).isTrue();
      }
    }
    assertThat(noticed).extracting(LongRun::loop).containsOnly("beside");
  }

  @Test
  void longRuns_areReported_besideAStarvationWatchWithALongerLimit() throws Exception {
    try (var _ = StarvationWatch.start(Duration.ofMinutes(1), _ -> {});
        EventLoop loop = EventLoop.start(options("beside", 20))) {
      for (int i = 1; i <= 3; i++) {
        assertThat(isNoticedInTime(loop, i)).as("run %s is noticed", i).isTrue();
      }
    }
  }

  /// Keeps `loop` until that is noticed for the `times`th time, but for seconds at most.
  private boolean isNoticedInTime(EventLoop loop, int times) throws InterruptedException {
    return loop.call(
        "hog",
        () -> {
          long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
          while (noticed.size() < times && System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          return noticed.size() == times;
        });
  }

  private static Object spinUntilCancelled(CountDownLatch begun) throws InterruptedException {
    begun.countDown();
    while (true) {
      Tasks.checkCancelled();
      Thread.onSpinWait();
    }
  }

  @Test
  void longRunOfARawThread_isReportedByItsName() throws Exception {
    try (EventLoop loop = EventLoop.start(options("raw", PATIENT))) {
      loop.call(
          "starts it",
          () -> {
            Thread.ofVirtual().name("raw-hog").start(() -> hogUntilNoticed(1)).join();
            return null;
          });
    }
    assertThat(noticed).extracting(LongRun::thread).containsExactly("raw-hog");
  }

  @Test
  void endOfALongRun_isReportedAlsoWhenTheLoopIsClosedMeanwhile() throws Exception {
    EventLoop.run(options("closed", 20), () -> hogUntilNoticed(1));
    Waits.until("the end is reported", () -> !ended.isEmpty());
  }

  @Test
  void busyLoopOfShortRuns_isNotReported() throws Exception {
    try (EventLoop loop = EventLoop.start(options("healthy", 400))) {
      long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      loop.call(
          "main",
          () ->
              TaskGroup.run(group -> {
                for (int i = 0; i < 4; i++) {
                  group.start(() -> {
                    while (System.nanoTime() < end) {
                      spin(1);
                      Thread.yield();
                    }
                    return null;
                  });
                }
                return null;
              }));
    }
    assertThat(noticed).isEmpty();
  }

  @Test
  void blockedTask_isNotReported() throws Exception {
    var never = new CountDownLatch(1);
    try (EventLoop loop = EventLoop.start(options("blocked", PATIENT))) {
      loop.submit(
          "waits",
          () -> {
            never.await();
            return null;
          });
      loop.call(
          "sleeps",
          () -> {
            Thread.sleep(3 * PATIENT);
            return null;
          });
    }
    assertThat(noticed).isEmpty();
  }

  @Test
  void listenerThatThrows_isLogged_andTheNextReportComes() throws Exception {
    var seen = new CopyOnWriteArrayList<String>();
    LongRunListener bad =
        run -> {
          noticed.add(run);
          seen.add(run.thread());
          throw new IllegalStateException("bad listener");
        };
    try (var log = new CapturedLog();
        EventLoop loop =
            EventLoop.start(
                LoopOptions.named("bad").longRun(Duration.ofMillis(PATIENT)).onLongRun(bad))) {
      loop.submit("one", () -> hogUntilNoticed(1)).await();
      loop.submit("two", () -> hogUntilNoticed(2)).await();
      assertThat(log.messages()).anyMatch(line -> line.contains("listener"));
    }
    assertThat(seen).containsExactly("one", "two");
  }
}
