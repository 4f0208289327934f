package dev.weft.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Outcome;
import dev.weft.TaskEvent;
import dev.weft.TaskTree;
import dev.weft.Tasks;
import dev.weft.Waits;
import dev.weft.contract.OnEveryScheduler;
import dev.weft.sync.RateLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class BatchTest {

  @Test
  void results_areInTheOrderOfTheItems_whateverTheOrderInWhichTheyEnd() throws Exception {
    var second = new CountDownLatch(1);
    List<Integer> doubled =
        Batch.over(List.of(1, 2, 3))
            .concurrency(3)
            .map(i -> {
              if (i == 1) {
                second.await();
              } else {
                second.countDown();
              }
              return 2 * i;
            });
    assertThat(doubled).containsExactly(2, 4, 6);
  }

  @Test
  void asManyItemsAreInFlightAsTheConcurrency_andNeverMore() throws Exception {
    var flight = new Flight();
    var allAtOnce = new CountDownLatch(5);
    Batch.over(new Numbers(2_000))
        .concurrency(5)
        .forEach(i -> {
          flight.enter();
          allAtOnce.countDown();
          if (i < 5) {
            allAtOnce.await();
          }
          if (i % 3 == 0) {
            LockSupport.parkNanos(1);
          }
          flight.leave();
        });
    assertThat(flight.most()).isEqualTo(5);
    assertThat(flight.now()).isZero();
  }

  @Test
  void sourceIsReadOnlyWhenAWorkerIsFree() throws Exception {
    var numbers = Numbers.endless();
    var batch = Batch.over(numbers).concurrency(3);
    var blocked = new CountDownLatch(3);
    assertThatThrownBy(() ->
            batch.forEach(i -> {
              blocked.countDown();
              if (i == 0) {
                blocked.await();
                // The others had all the time that they needed to read on.
                Thread.sleep(5);
                throw new IllegalStateException("read " + numbers.read());
              }
              Waits.forever();
            }))
        .hasMessage("read 3");
    assertThat(numbers.read()).isEqualTo(3);
  }

  @Test
  void noMoreWorkersAreStartedThanThereAreItems() throws Exception {
    assertThat(workersFor(3, Batch.over(List.of(1, 2, 3)).concurrency(100))).isEqualTo(3);
    assertThat(workersFor(3, Batch.over(List.of(1, 2, 3).iterator()).concurrency(100)))
        .isLessThanOrEqualTo(4);
    assertThat(workersFor(0, Batch.over(List.<Integer>of()).concurrency(100))).isEqualTo(1);
    assertThat(workersFor(1, Batch.over(List.of(1, 2, 3)).concurrency(1))).isEqualTo(1);
  }

  /// How many workers run the batch, of whose items the first so many are there at once.
  private static int workersFor(int together, Batch<Integer> batch) throws InterruptedException {
    var started = new AtomicInteger();
    var there = new CountDownLatch(together);
    try (var _ =
        TaskTree.listen(event -> {
          if (event instanceof TaskEvent.Started s && s.name().startsWith("batch counted worker")) {
            started.incrementAndGet();
          }
        })) {
      batch
          .named("counted")
          .forEach(_ -> {
            there.countDown();
            there.await();
          });
    }
    return started.get();
  }

  @Test
  void itemThatBlocks_holdsUpNoOther() throws Exception {
    var last = new CountDownLatch(1);
    List<Integer> order = new ArrayList<>();
    Batch.over(IntStream.range(0, 1_000).boxed())
        .concurrency(2)
        .forEach(i -> {
          if (i == 0) {
            last.await();
          } else if (i == 999) {
            last.countDown();
          }
          synchronized (order) {
            order.add(i);
          }
        });
    assertThat(order).hasSize(1_000);
  }

  @Test
  void sourceThatBlocks_holdsUpNoItemThatIsThere() throws Exception {
    var firstDone = new CountDownLatch(1);
    var more =
        Stream.generate(
                () -> {
                  try {
                    firstDone.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return 2;
                })
            .limit(1);
    var items = Stream.concat(Stream.of(1), more);
    List<Integer> done =
        Batch.over(items)
            .concurrency(2)
            .map(i -> {
              firstDone.countDown();
              return i;
            });
    assertThat(done).containsExactly(1, 2);
  }

  @Test
  void withOneWorker_itemsRunOneAfterTheOther_andSeeWhatTheOneBeforeDid() throws Exception {
    int[] plain = {0};
    List<Integer> seen = Batch.over(new Numbers(10_000)).concurrency(1).map(_ -> plain[0]++);
    assertThat(seen).isEqualTo(IntStream.range(0, 10_000).boxed().toList());
  }

  @Test
  void nullItemsAndNullResults_areItemsAndResults() throws Exception {
    List<@Nullable String> items = Arrays.asList("a", null, "b");
    List<@Nullable String> results =
        Batch.<@Nullable String>over(items)
            .<@Nullable String, RuntimeException>map(item -> item == null ? "null" : null);
    assertThat(results).containsExactly(null, "null", null);
  }

  @Test
  void nothingToDo_isDoneAtOnce() throws Exception {
    assertThat(Batch.over(List.of()).map(Objects::toString)).isEmpty();
    assertThat(Batch.over(Stream.empty()).settle(Objects::toString)).isEmpty();
    assertThat(Batch.over(List.of()).forEach(_ -> {}).started()).isZero();
    assertThat(
            Batch.over(List.of())
                .<Object, Boolean, RuntimeException, RuntimeException>inOrder(
                    i -> i, Results::hasNext))
        .isFalse();
  }

  @Test
  void iterableCanRunAgain_iteratorAndStreamCannot() throws Exception {
    var again = Batch.over(List.of(1, 2));
    assertThat(again.map(i -> i)).isEqualTo(again.concurrency(1).map(i -> i));

    var once = Batch.over(List.of(1, 2).iterator()).named("once");
    assertThat(once.map(i -> i)).containsExactly(1, 2);
    assertThatIllegalStateException()
        .isThrownBy(() -> once.concurrency(1).map(i -> i))
        .withMessage(
            "the items of batch once came from an iterator or a stream and have been used; make a"
                + " new batch, or give it an Iterable");
  }

  @Test
  void streamIsClosed_whenTheBatchHasEnded() throws Exception {
    var closed = new AtomicInteger();
    var running = new Flight();
    Batch.over(Stream.of(1, 2, 3).onClose(() -> closed.addAndGet(1 + 10 * running.now())))
        .forEach(_ -> {
          running.enter();
          LockSupport.parkNanos(1);
          running.leave();
        });
    assertThat(closed).hasValue(1);
    assertThatThrownBy(() ->
            Batch.over(Stream.of(1, 2, 3).onClose(() -> closed.addAndGet(1 + 10 * running.now())))
                .forEach(_ -> {
                  running.enter();
                  try {
                    LockSupport.parkNanos(1);
                    throw new IllegalStateException("bad");
                  } finally {
                    running.leave();
                  }
                }))
        .hasMessage("bad");
    assertThat(closed).hasValue(2);
  }

  @Test
  void streamThatFailsToClose_failsTheBatch_andItsResultsAreClosed() {
    var handle = new Handle();
    assertThatThrownBy(() ->
            Batch.over(
                    Stream.of(1)
                        .onClose(() -> {
                          throw new IllegalStateException("close");
                        }))
                .map(_ -> handle))
        .hasMessage("close");
    assertThat(handle.closings()).isOne();
  }

  @Test
  void interruptThatAnItemLeavesBehind_isNotThatOfTheNext() throws Exception {
    List<Boolean> interrupted =
        Batch.over(new Numbers(100))
            .concurrency(1)
            .map(_ -> {
              boolean left = Thread.currentThread().isInterrupted();
              Thread.currentThread().interrupt();
              return left;
            });
    assertThat(interrupted).hasSize(100).containsOnly(false);
  }

  @Test
  void interruptThatAnItemLeavesBehind_isNotThatOfTheSource() throws Exception {
    List<Boolean> interrupted = new ArrayList<>();
    Batch.over(
            Stream.of(1, 2, 3).peek(_ -> interrupted.add(Thread.currentThread().isInterrupted())))
        .concurrency(1)
        .forEach(_ -> Thread.currentThread().interrupt());
    assertThat(interrupted).containsExactly(false, false, false);
  }

  @Test
  void interruptThatASourceLeavesBehind_isNotThatOfTheItem() throws Exception {
    List<Boolean> interrupted =
        Batch.over(Stream.of(1, 2, 3).peek(_ -> Thread.currentThread().interrupt()))
            .concurrency(1)
            .map(_ -> Thread.currentThread().isInterrupted());
    assertThat(interrupted).hasSize(3).containsOnly(false);
  }

  @Test
  void threadLocals_areSeenByTheNextItemOfTheSameWorker() throws Exception {
    var local = new ThreadLocal<@Nullable Integer>();
    List<Integer> seen =
        Batch.over(List.of(1, 2, 3))
            .concurrency(1)
            .map(i -> {
              Integer before = local.get();
              local.set(i);
              return before == null ? 0 : before;
            });
    assertThat(seen).containsExactly(0, 1, 2);
  }

  @Test
  void itemBeyondItsDeadline_fails_andTheNextHasAFreshOne() throws Exception {
    List<Optional<Duration>> left = new ArrayList<>();
    List<Outcome<Integer>> outcomes =
        Batch.over(List.of(1, 2, 3))
            .concurrency(1)
            .itemDeadline(Duration.ofMillis(100))
            .settle(i -> {
              left.add(Deadline.remaining());
              if (i == 2) {
                Waits.forever();
              }
              Tasks.checkCancelled();
              return i;
            });
    assertThat(outcomes.get(0)).isEqualTo(new Outcome.Success<>(1));
    assertThat(outcomes.get(1))
        .isInstanceOfSatisfying(
            Outcome.Failure.class,
            failure -> assertThat(failure.cause()).isInstanceOf(DeadlineExceededException.class));
    assertThat(outcomes.get(2)).isEqualTo(new Outcome.Success<>(3));
    assertThat(left)
        .allSatisfy(budget ->
            assertThat(budget)
                .hasValueSatisfying(
                    b -> assertThat(b).isLessThanOrEqualTo(Duration.ofMillis(100))));
  }

  @Test
  void itemDeadline_isThrownAsItIs_whenItEndsTheBatch() {
    assertThatThrownBy(() ->
            Batch.over(List.of(1)).itemDeadline(Duration.ofMillis(1)).map(_ -> Waits.forever()))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("deadline of 1 ms exceeded");
  }

  @Test
  void itemsStartNoFasterThanTheRate() {
    var started = new AtomicInteger();
    var monitor = new BatchMonitor();
    assertThatThrownBy(() ->
            Deadline.within(
                Duration.ofHours(1),
                deadline ->
                    Batch.over(new Numbers(100))
                        .rate(3, Duration.ofHours(1))
                        .monitor(monitor)
                        .forEach(_ -> endSoonAfterThree(deadline, started))))
        .isInstanceOf(DeadlineExceededException.class);
    assertThat(started).hasValue(3);
    assertThat(monitor.progress().started()).isEqualTo(3);
  }

  /// Leaves some time for a fourth, which must not start.
  private static void endSoonAfterThree(Deadline deadline, AtomicInteger started) {
    if (started.incrementAndGet() == 3) {
      deadline.reschedule(Duration.ofMillis(50));
    }
  }

  @Test
  void rateCanBeSharedWithOthers() {
    var limiter = RateLimiter.of(4, Duration.ofHours(1));
    assertThat(limiter.tryAcquire()).isTrue();
    var started = new AtomicInteger();
    assertThatThrownBy(() ->
            Deadline.within(
                Duration.ofHours(1),
                deadline ->
                    Batch.over(new Numbers(100))
                        .rate(limiter)
                        .forEach(_ -> endSoonAfterThree(deadline, started))))
        .isInstanceOf(DeadlineExceededException.class);
    assertThat(started).hasValue(3);
  }

  @Test
  void progressIsTold_onceForEachItem_inOrderAndNeverByTwo() throws Exception {
    List<Progress> told = new ArrayList<>();
    var flight = new Flight();
    Progress end =
        Batch.over(new Numbers(1_000))
            .concurrency(4)
            .skipFailures(_ -> {})
            .onProgress(progress -> {
              flight.enter();
              told.add(progress);
              LockSupport.parkNanos(1);
              flight.leave();
            })
            .forEach(i -> {
              if (i % 10 == 0) {
                throw new IllegalStateException("every tenth");
              }
            });
    assertThat(flight.most()).isOne();
    assertThat(told).hasSize(1_000);
    assertThat(told).extracting(Progress::ended).isSorted();
    assertThat(told)
        .allSatisfy(p -> {
          assertThat(p.inFlight()).isBetween(0L, 4L);
          assertThat(p.ended()).isLessThanOrEqualTo(p.started());
        });
    assertThat(told.getLast()).isEqualTo(withElapsedOf(told.getLast(), end));
    assertThat(end.done()).isEqualTo(900);
    assertThat(end.skipped()).isEqualTo(100);
    assertThat(end.failed()).isZero();
    assertThat(end.inFlight()).isZero();
    assertThat(end.perSecond()).isPositive();
  }

  private static Progress withElapsedOf(Progress other, Progress p) {
    return new Progress(
        p.started(), p.inFlight(), p.done(), p.failed(), p.skipped(), other.elapsed());
  }

  @Test
  void monitorSeesWhatRuns_fromAnotherThread() throws Exception {
    var monitor = new BatchMonitor();
    assertThat(monitor.progress().started()).isZero();
    assertThat(monitor.running()).isEmpty();
    var go = new CountDownLatch(1);
    var seen = new AtomicReference<Progress>();
    List<BatchMonitor.Running> running = new ArrayList<>();
    Thread watcher =
        Thread.ofVirtual()
            .start(() -> {
              while (monitor.progress().inFlight() < 2) {
                // A yield would not let the workers run where there is one carrier.
                LockSupport.parkNanos(100_000);
              }
              seen.set(monitor.progress());
              running.addAll(monitor.running());
              go.countDown();
            });
    Batch.over(List.of("a", "b", "c"))
        .named("watched")
        .concurrency(2)
        .monitor(monitor)
        .forEach(_ -> go.await());
    watcher.join();
    assertThat(seen.get().started()).isEqualTo(2);
    assertThat(seen.get().ended()).isZero();
    assertThat(running).extracting(BatchMonitor.Running::item).containsExactlyInAnyOrder("a", "b");
    assertThat(running).extracting(BatchMonitor.Running::index).containsExactlyInAnyOrder(0L, 1L);
    assertThat(running)
        .extracting(r -> r.worker().getName())
        .containsExactlyInAnyOrder("batch watched worker 1", "batch watched worker 2");
    assertThat(monitor.running()).isEmpty();
    assertThat(monitor.progress().done()).isEqualTo(3);
    Duration elapsed = monitor.progress().elapsed();
    assertThat(monitor.progress().elapsed()).isEqualTo(elapsed);
  }

  @Test
  void settingsLeaveTheBatchAloneThatTheyAreMadeFrom() throws Exception {
    var names = new ConcurrentLinkedQueue<String>();
    var plain = Batch.over(List.of(1));
    var _ = plain.named("other").keepFailures().concurrency(1);
    plain.forEach(_ -> names.add(Thread.currentThread().getName()));
    assertThat(names).containsExactly("batch worker 1");
  }

  @Test
  void badArguments_areRefusedWithTheirValues() {
    var batch = Batch.over(List.of(1)).named("import");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.concurrency(0))
        .withMessage("concurrency 0 of batch import; give 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.buffer(-1))
        .withMessage("buffer of -1 items of batch import; give 0 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.itemDeadline(Duration.ofSeconds(-1)))
        .withMessage("item deadline of PT-1S of batch import; give a positive one");
    assertThatIllegalArgumentException().isThrownBy(() -> batch.rate(0, Duration.ofSeconds(1)));
    assertThatNullPointerException()
        .isThrownBy(() -> Batch.over(BatchTest.<Stream<Integer>>none()));
    assertThatNullPointerException()
        .isThrownBy(() -> batch.forEach(BatchTest.<ItemAction<Integer, RuntimeException>>none()));
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T none() {
    return null;
  }
}
