package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@OnEveryScheduler
class OffloadNestedTest {

  @Test
  void jobOnItsOwnThread_runsTheInnerOneAtOnce() throws Exception {
    try (var pool = Offload.threads("nested", 1)) {
      List<Thread> threads =
          pool.call(() -> {
            Thread inner = pool.call(() -> pool.call(Thread::currentThread));
            return List.of(Thread.currentThread(), inner);
          });
      assertThat(threads.get(1)).isSameAs(threads.get(0));
      assertThat(pool.<Strand, RuntimeException>call(Strand::current)).isNotNull();
    }
  }

  @Test
  void innerJob_isCancelledWithTheOuterOne_andTheThreadIsClean() throws Exception {
    try (var pool = Offload.threads("nested", 1)) {
      assertThatThrownBy(() ->
              Deadline.within(
                  Duration.ofMillis(20), () -> pool.call(() -> pool.call(Waits::forever))))
          .isInstanceOf(DeadlineExceededException.class);
      assertThat(pool.call(() -> Thread.currentThread().isInterrupted())).isFalse();
    }
  }

  @Test
  void deadlineBetweenTheTwo_cancelsTheInnerOneAlone() throws Exception {
    try (var pool = Offload.threads("nested", 1)) {
      String answer =
          pool.call(() -> {
            try {
              return Deadline.within(
                  Duration.ofMillis(10), () -> pool.call(Waits::<String>forever));
            } catch (DeadlineExceededException e) {
              Tasks.checkCancelled();
              Thread.sleep(1);
              return "outer goes on";
            }
          });
      assertThat(answer).isEqualTo("outer goes on");
    }
  }

  @Test
  void tasksBelowAJobOfAFullPool_getAThreadThatStandsIn() throws Exception {
    try (var pool = Offload.threads("nested", 1)) {
      List<Integer> squares =
          pool.call(() ->
              Tasks.gather(List.of(1, 2, 3, 4, 5, 6, 7, 8), (Integer n) -> pool.call(() -> n * n)));
      assertThat(squares).containsExactly(1, 4, 9, 16, 25, 36, 49, 64);
    }
  }

  @Test
  void jobsInside_eachOfAllThreads_doNotWaitForEachOther() throws Exception {
    try (var pool = Offload.threads("nested", 2)) {
      var bothRun = new CyclicBarrier(2);
      Op<Integer, Exception> outer =
          () -> {
            bothRun.await();
            return TaskGroup.run(group -> {
              var a = group.start("a", () -> pool.call(() -> 1));
              var b = group.start("b", () -> pool.call(() -> 2));
              return a.await() + b.await();
            });
          };
      assertThat(Tasks.gather(List.of(1, 2), _ -> pool.call(outer))).containsExactly(3, 3);
    }
  }

  @Test
  void treeOfJobs_everyLevelThroughTasks_ends_withFewThreads() throws Exception {
    int depth = 6;
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (var pool = Offload.threads("tree", 2)) {
      assertThat(leaves(pool, depth, threads)).isEqualTo(1 << depth);
    }
    // Each is seen once more where one that stood in ended and another one came later.
    assertThat(threads).isNotEmpty().allSatisfy(thread -> assertThat(thread.isVirtual()).isFalse());
  }

  private static int leaves(Offload pool, int depth, Set<Thread> threads)
      throws InterruptedException {
    if (depth == 0) {
      return 1;
    }
    return TaskGroup.run(group -> {
      List<Task<Integer>> halves = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        halves.add(
            group.start(
                "half",
                () ->
                    pool.call(() -> {
                      threads.add(Thread.currentThread());
                      return leaves(pool, depth - 1, threads);
                    })));
      }
      return halves.get(0).await() + halves.get(1).await();
    });
  }

  @Test
  void threadsThatStandIn_areOneForEachWaitingJob_andEndWithTheirWork() throws Exception {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    try (var pool = Offload.threads("lent", 1)) {
      pool.call(() ->
          TaskGroup.run(group -> {
            for (int i = 0; i < 50; i++) {
              pool.start(
                  group,
                  "inner",
                  () -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.sleep(0, 10_000);
                    return inside.decrementAndGet();
                  });
            }
            // On the job's own thread they run at once; from below it they wait for one.
            for (int i = 0; i < 50; i++) {
              group.start(
                  "below",
                  () ->
                      pool.call(() -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.sleep(0, 10_000);
                        return inside.decrementAndGet();
                      }));
            }
            return null;
          }));
      assertThat(most).hasValue(1);
      Waits.until(
          "only its own thread is left",
          () ->
              Thread.getAllStackTraces().keySet().stream()
                      .filter(thread -> thread.getName().startsWith("lent-"))
                      .count()
                  == 1);
    }
  }

  @Test
  void freeThreads_areUsedByWhatIsBelow() throws Exception {
    try (var pool = Offload.threads("free", 3)) {
      var together = new CyclicBarrier(2);
      pool.call(() ->
          TaskGroup.run(group -> {
            group.start("a", () -> pool.call(together::await));
            group.start("b", () -> pool.call(together::await));
            return null;
          }));
    }
  }

  @Test
  void closingPool_letsItsJobsStartOthersInside() throws Exception {
    var pool = Offload.threads("closing", 1);
    var closing = new CountDownLatch(1);
    TaskGroup.run(group -> {
      var job =
          pool.start(
              group,
              "job",
              () -> {
                closing.await();
                int here = pool.call(() -> 1);
                int below =
                    TaskGroup.run(inner -> inner.start("below", () -> pool.call(() -> 2)).await());
                return here + below;
              });
      Waits.until("it runs", () -> job.state() == TaskState.WAITING);
      var closer =
          group.start(
              "closer",
              () -> {
                pool.close();
                return job.isDone();
              });
      Waits.until("it waits", () -> closer.state() == TaskState.WAITING);
      assertThatThrownBy(() -> pool.call(() -> "from outside"))
          .isInstanceOf(RejectedExecutionException.class);
      closing.countDown();
      assertThat(job.await()).isEqualTo(3);
      assertThat(closer.await()).isTrue();
      return null;
    });
  }

  @Test
  void secondOffloadOfTheSameExecutor_isTheSamePlace() throws Exception {
    try (var single = Executors.newSingleThreadExecutor()) {
      String answer =
          Offload.on(single).call(() -> Offload.on(single).call(() -> "did not wait for itself"));
      assertThat(answer).isEqualTo("did not wait for itself");
    }
  }

  @Test
  void jobsOfTwoPools_inEachOther() throws Exception {
    try (var a = Offload.threads("a", 1);
        var b = Offload.threads("b", 1)) {
      Op<String, RuntimeException> innermost = () -> Thread.currentThread().getName();
      assertThat(a.call(() -> b.call(() -> a.call(() -> b.call(innermost))))).startsWith("b-");
    }
  }
}
