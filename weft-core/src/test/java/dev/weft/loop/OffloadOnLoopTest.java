package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Offload;
import dev.weft.Op;
import dev.weft.Outcome;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OffloadOnLoopTest {

  /// A virtual thread is described with its carrier, which is the loop's thread.
  private static String carrier() {
    String thread = Thread.currentThread().toString();
    return thread.substring(thread.lastIndexOf('@') + 1);
  }

  @Test
  void callerIsBackOnItsLoop_afterTheCall() throws Exception {
    List<String> carriers =
        EventLoop.run(() -> {
          List<String> seen = new ArrayList<>();
          seen.add(carrier());
          assertThat(Offload.cores().<Boolean, RuntimeException>call(this::onPlatform)).isTrue();
          seen.add(carrier());
          assertThatThrownBy(() ->
                  Offload.cores()
                      .call(() -> {
                        throw new IllegalStateException("no luck");
                      }))
              .hasMessage("no luck");
          seen.add(carrier());
          return seen;
        });
    assertThat(carriers).hasSize(3).allMatch(name -> name.startsWith("weft-loop"));
    assertThat(carriers.stream().distinct()).hasSize(1);
  }

  private boolean onPlatform() {
    return !Thread.currentThread().isVirtual();
  }

  @Test
  void loopGoesOn_whileAJobIsOffloaded() throws Exception {
    // Until the loop has counted far enough the job does not end: it can only do so beside it.
    var far = new CountDownLatch(100);
    int counted =
        EventLoop.run(() ->
            TaskGroup.run(group -> {
              var ticks = new int[1];
              var ticker =
                  group.startBackground(
                      "ticker",
                      () -> {
                        while (true) {
                          ticks[0]++;
                          far.countDown();
                          Thread.sleep(0, 1_000);
                        }
                      });
              Offload.cores().call(() -> spinUntil(far));
              assertThat(ticker.isDone()).isFalse();
              return ticks[0];
            }));
    assertThat(counted).isGreaterThanOrEqualTo(100);
  }

  @Test
  void loopGoesOn_whileMoreJobsAreOffloadedThanThereAreCores() throws Exception {
    int jobs = 2 * Runtime.getRuntime().availableProcessors() + 1;
    // No job ends before each of the tasks has ticked.
    var far = new CountDownLatch(20 * 5);
    EventLoop.run(() ->
        TaskGroup.run(group -> {
          for (int i = 0; i < jobs; i++) {
            group.start("job", () -> Offload.cores().call(() -> spinUntil(far)));
          }
          for (int i = 0; i < 20; i++) {
            group.start("ticker", () -> tick(far, 5));
          }
          return null;
        }));
    assertThat(far.getCount()).isZero();
  }

  @Test
  void loopStandsStill_whileAJobComputesOnIt() throws Exception {
    var ticks = new CountDownLatch(1);
    EventLoop.run(() ->
        TaskGroup.run(group -> {
          group.start("ticker", () -> tick(ticks, 1));
          long end = System.nanoTime() + Duration.ofMillis(20).toNanos();
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          assertThat(ticks.getCount()).isEqualTo(1);
          return null;
        }));
    assertThat(ticks.getCount()).isZero();
  }

  private static Object tick(CountDownLatch far, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      Thread.sleep(0, 1_000);
      far.countDown();
    }
    return far;
  }

  private static Object spinUntil(CountDownLatch far) throws InterruptedException {
    while (far.getCount() > 0) {
      Tasks.checkCancelled();
      Thread.onSpinWait();
    }
    return far;
  }

  @Test
  void plainStateOfTheLoop_isSafe_whenEveryTaskComesBackFromAnOffload() throws Exception {
    int counted =
        EventLoop.run(() -> {
          var state = new int[1];
          TaskGroup.run(group -> {
            for (int task = 0; task < 20; task++) {
              group.start(
                  "counter",
                  () -> {
                    for (int i = 0; i < 50; i++) {
                      int before = state[0];
                      int after = before + 1;
                      state[0] = after;
                      Offload.cores().call(() -> after);
                    }
                    return null;
                  });
            }
            return null;
          });
          return state[0];
        });
    assertThat(counted).isEqualTo(1_000);
  }

  @Test
  void tasksBelowAnOffloadedOne_areNotOnTheLoop() throws Exception {
    String carrier =
        EventLoop.run(() ->
            Offload.cores()
                .call(() ->
                    TaskGroup.run(
                        group -> group.start("below", OffloadOnLoopTest::carrier).await())));
    assertThat(carrier).isNotEmpty().doesNotStartWith("weft-loop");
  }

  @Test
  void deadlineAndCancellation_ofATaskOfTheLoop_reachThePool() throws Exception {
    var stopped = new AtomicInteger();
    Op<String, RuntimeException> forEver =
        () -> {
          try {
            while (true) {
              Tasks.checkCancelled();
              Thread.onSpinWait();
            }
          } finally {
            stopped.incrementAndGet();
          }
        };
    EventLoop.run(() -> {
      assertThatThrownBy(() ->
              Deadline.within(
                  Duration.ofMinutes(5),
                  deadline ->
                      Offload.cores()
                          .call(() -> {
                            deadline.reschedule(Duration.ofMillis(5));
                            return forEver.call();
                          })))
          .isInstanceOf(DeadlineExceededException.class);
      return TaskGroup.supervise(group -> {
        var started = new CountDownLatch(1);
        var caller =
            group.start(
                "caller",
                () ->
                    Offload.cores()
                        .call(() -> {
                          started.countDown();
                          return forEver.call();
                        }));
        started.await();
        caller.cancel("client left");
        assertThat(caller.join()).isInstanceOf(Outcome.Cancelled.class);
        return null;
      });
    });
    assertThat(stopped).hasValue(2);
  }

  @Test
  void sameThreadExecutor_onALoop_staysOnIt() throws Exception {
    List<String> carriers =
        EventLoop.run(
            () -> List.of(carrier(), Offload.on(Runnable::run).call(OffloadOnLoopTest::carrier)));
    assertThat(carriers.get(1)).isEqualTo(carriers.get(0));
  }
}
