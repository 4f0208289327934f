package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.contract.OnEveryScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@Timeout(120)
@OnEveryScheduler
class OffloadRaceTest {
  private final AtomicInteger dirty = new AtomicInteger();

  /// What every operation here does first: it must find the thread clean.
  private void begin() {
    if (Thread.currentThread().isInterrupted()) {
      try {
        Tasks.checkCancelled();
        dirty.incrementAndGet();
      } catch (CancelledException e) {
        // Its own.
      }
    }
  }

  private static void spin(int turns) {
    for (int i = 0; i < turns; i++) {
      Thread.onSpinWait();
    }
  }

  @Test
  void cancellation_atAnyMomentOfAJob_endsIt_andLeavesTheThreadClean() throws Exception {
    try (var pool = Offload.threads("race", 2)) {
      cancelAtAnyMoment(pool, Scale.of(10_000));
      Waits.until("all have left", () -> pool.load().running() == 0);
      assertThat(pool.load().queued()).isZero();
    }
  }

  @Test
  void cancellation_atAnyMomentOfAJob_ofSomebodyElsesExecutor() throws Exception {
    try (ExecutorService two = Executors.newFixedThreadPool(2);
        var offload = Offload.on(two)) {
      cancelAtAnyMoment(offload, Scale.of(10_000));
    }
  }

  @Test
  void cancellation_atAnyMomentOfAJob_onTheCallersThread() throws Exception {
    cancelAtAnyMoment(Offload.on(Runnable::run), Scale.of(3_000));
  }

  private void cancelAtAnyMoment(Offload offload, int rounds) throws InterruptedException {
    var random = new SplittableRandom(Scale.seed(7));
    int cancelledEarly = 0;
    int cancelledLate = 0;
    int succeeded = 0;
    for (int round = 0; round < rounds; round++) {
      int before = random.nextInt(400);
      int during = random.nextInt(200);
      boolean sleeps = random.nextInt(4) == 0;
      var began = new AtomicInteger();
      var ended = new AtomicInteger();
      Task<Task<String>> caller =
          TaskGroup.supervise(group -> {
            var outer =
                group.start(
                    "caller",
                    () ->
                        TaskGroup.run(inner ->
                            offload.start(
                                inner,
                                "job",
                                () -> {
                                  begin();
                                  began.incrementAndGet();
                                  try {
                                    spin(during);
                                    if (sleeps) {
                                      Thread.sleep(0, 1_000);
                                    }
                                    Tasks.checkCancelled();
                                    return "done";
                                  } finally {
                                    ended.incrementAndGet();
                                  }
                                })));
            spin(before);
            outer.cancel("race");
            return outer;
          });
      assertThat(caller.state()).isIn(TaskState.CANCELLED, TaskState.SUCCEEDED);
      assertThat(began.get()).isLessThanOrEqualTo(1).isEqualTo(ended.get());
      if (caller.state() == TaskState.SUCCEEDED) {
        succeeded++;
        assertThat(began).hasValue(1);
      } else if (began.get() == 0) {
        cancelledEarly++;
      } else {
        cancelledLate++;
      }
    }
    assertThat(dirty).hasValue(0);
    Scale.assertSeen("early", cancelledEarly);
    assertThat(cancelledEarly + cancelledLate + succeeded).isEqualTo(rounds);
  }

  @Test
  void deadline_atTheMomentOfTheEnd_isATimeOutOrAValue_andLeavesNoInterrupt() throws Exception {
    var random = new SplittableRandom(Scale.seed(11));
    int values = 0;
    int timeOuts = 0;
    try (var pool = Offload.threads("race", 1)) {
      for (int round = 0; round < Scale.of(3_000); round++) {
        int during = random.nextInt(3_000);
        try {
          Deadline.within(
              Duration.ofNanos(50_000 + random.nextInt(300_000)),
              () ->
                  pool.call(() -> {
                    begin();
                    spin(during);
                    Thread.sleep(0, 1 + 100 * during);
                    return "value";
                  }));
          values++;
        } catch (DeadlineExceededException e) {
          timeOuts++;
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(Strand.current()).isNull();
      }
      Waits.until("all have left", () -> pool.load().running() == 0);
    }
    assertThat(dirty).hasValue(0);
    assertThat(values + timeOuts).isEqualTo(Scale.of(3_000));
    Scale.assertSeen("time-outs", timeOuts);
  }

  @Test
  void close_atAnyMoment_runsAJobOrRefusesIt() throws Exception {
    var random = new SplittableRandom(Scale.seed(13));
    for (int round = 0; round < Scale.of(1_000); round++) {
      var pool = Offload.threads("closed", 2);
      var ran = new AtomicInteger();
      var taken = new AtomicInteger();
      var afterClose = new AtomicInteger();
      int before = random.nextInt(2_000);
      TaskGroup.run(group -> {
        for (int starter = 0; starter < 2; starter++) {
          group.start(
              "starter",
              () -> {
                for (int i = 0; i < 20; i++) {
                  try {
                    pool.start(group, "job", ran::incrementAndGet);
                    taken.incrementAndGet();
                  } catch (RejectedExecutionException e) {
                    return null;
                  }
                }
                return null;
              });
        }
        spin(before);
        pool.close();
        // What has run counts itself before it is gone.
        afterClose.set(ran.get());
        return null;
      });
      assertThat(ran.get()).isEqualTo(taken.get()).isEqualTo(afterClose.get());
    }
  }

  @Test
  void randomTreesOfJobsInJobs_cancelledAtAnyMoment_alwaysEnd() throws Exception {
    var random = new SplittableRandom(Scale.seed(17));
    try (var pool = Offload.threads("tree", 2);
        var other = Offload.threads("other", 1)) {
      int ended = 0;
      for (int round = 0; round < Scale.of(400); round++) {
        SplittableRandom mine = random.split();
        try {
          Deadline.within(
              Duration.ofNanos(100_000 + random.nextInt(5_000_000)),
              () -> pool.call(() -> node(pool, other, mine, 4)));
        } catch (DeadlineExceededException e) {
          // As meant.
        }
        ended++;
      }
      assertThat(ended).isEqualTo(Scale.of(400));
      Waits.until("all have left", () -> pool.load().running() + other.load().running() == 0);
      assertThat(pool.load().queued() + other.load().queued()).isZero();
    }
    assertThat(dirty).hasValue(0);
  }

  private int node(Offload pool, Offload other, SplittableRandom random, int depth)
      throws InterruptedException {
    begin();
    if (depth == 0) {
      Thread.sleep(0, 1_000);
      return 1;
    }
    List<SplittableRandom> below = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      below.add(random.split());
    }
    List<Integer> counts =
        Tasks.gather(
            below,
            mine ->
                switch (mine.nextInt(4)) {
                  case 0 -> node(pool, other, mine, depth - 1);
                  case 1 -> other.call(() -> node(pool, other, mine, depth - 1));
                  default -> pool.call(() -> node(pool, other, mine, depth - 1));
                });
    return counts.stream().mapToInt(Integer::intValue).sum();
  }
}
