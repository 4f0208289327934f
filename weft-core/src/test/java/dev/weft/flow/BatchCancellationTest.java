package dev.weft.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.CancelledException;
import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Op;
import dev.weft.Outcome;
import dev.weft.Scale;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.Waits;
import dev.weft.contract.OnEveryScheduler;
import dev.weft.sync.RateLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class BatchCancellationTest {

  /// Runs `op` in a task, cancels that when `ready` is open, and returns how it ended.
  private static <T> Outcome<T> cancelled(CountDownLatch ready, Op<T, ?> op)
      throws InterruptedException {
    return TaskGroup.supervise(group -> {
      Task<T> task = group.start("caller", op);
      ready.await();
      task.cancel("stop");
      return task.join();
    });
  }

  private static void assertCancelled(Outcome<?> outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Cancelled.class,
            cancelled -> assertThat(cancelled.cancellation().reason()).isEqualTo("stop"));
  }

  @Test
  void itemsInFlight_areCancelledWithTheCaller_andAwaited_andNoMoreIsStarted() throws Exception {
    var numbers = Numbers.endless();
    var ready = new CountDownLatch(4);
    var flight = new Flight();
    assertCancelled(
        cancelled(
            ready,
            () ->
                Batch.over(numbers)
                    .concurrency(4)
                    .map(_ -> {
                      flight.enter();
                      try {
                        ready.countDown();
                        return Waits.forever();
                      } finally {
                        flight.leave();
                      }
                    })));
    assertThat(flight.most()).isEqualTo(4);
    assertThat(flight.now()).isZero();
    assertThat(numbers.read()).isEqualTo(4);
  }

  @Test
  void underEveryPolicy_aCancelledItemIsNoFailureOfItsOwn() throws Exception {
    List<Object> told = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      var ready = new CountDownLatch(1);
      var batch = Batch.over(Numbers.endless()).concurrency(1).onProgress(told::add);
      var how = i;
      assertCancelled(
          cancelled(
              ready,
              () -> {
                dev.weft.ItemOp<Integer, Integer, RuntimeException> op =
                    _ -> {
                      ready.countDown();
                      return Waits.forever();
                    };
                return switch (how) {
                  case 0 -> batch.settle(op);
                  case 1 -> batch.skipFailures(told::add).map(op);
                  default ->
                      batch
                          .keepFailures()
                          .<Integer, Object, RuntimeException, RuntimeException>asCompleted(
                              op,
                              results -> {
                                told.add(results.next());
                                return 1;
                              });
                };
              }));
    }
    assertThat(told).isEmpty();
  }

  @Test
  void workersThatWaitForTheirTurn_orForTheSource_areCancelled() throws Exception {
    var ready = new CountDownLatch(1);
    var queue = new LinkedBlockingQueue<Integer>();
    var source =
        Stream.generate(() -> {
          ready.countDown();
          try {
            return queue.take();
          } catch (InterruptedException e) {
            throw new IllegalStateException("source was interrupted", e);
          }
        });
    var closed = new AtomicBoolean();
    assertCancelled(
        cancelled(
            ready,
            () -> Batch.over(source.onClose(() -> closed.set(true))).concurrency(4).map(i -> i)));
    assertThat(closed).isTrue();
  }

  @Test
  void sourceThatFeignsItsEnd_whenItIsInterrupted_doesNotCutTheResultShort() throws Exception {
    for (boolean restores : new boolean[] {true, false}) {
      var ready = new CountDownLatch(1);
      Iterable<Integer> source =
          () ->
              new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                  if (next < 3) {
                    return true;
                  }
                  ready.countDown();
                  try {
                    return Waits.forever();
                  } catch (InterruptedException e) {
                    if (restores) {
                      Thread.currentThread().interrupt();
                    }
                    return false;
                  }
                }

                @Override
                public Integer next() {
                  return next++;
                }
              };
      var returned = new AtomicReference<List<Integer>>();
      assertCancelled(
          cancelled(
              ready,
              () -> {
                returned.set(Batch.over(source).concurrency(1).map(i -> i));
                return 1;
              }));
      assertThat(returned).hasNullValue();
    }
  }

  @Test
  void workersThatWaitForTheRate_areCancelled_andUseNoPermit() throws Exception {
    var limiter = RateLimiter.of(1, Duration.ofHours(1));
    var ready = new CountDownLatch(1);
    var started = new AtomicInteger();
    assertCancelled(
        cancelled(
            ready,
            () ->
                Batch.over(Numbers.endless())
                    .concurrency(3)
                    .rate(limiter)
                    .map(i -> {
                      started.incrementAndGet();
                      ready.countDown();
                      return i;
                    })));
    assertThat(started).hasValue(1);
  }

  @Test
  void listenersThatBlock_areCancelled() throws Exception {
    var ready = new CountDownLatch(1);
    assertCancelled(
        cancelled(
            ready,
            () ->
                Batch.over(Numbers.endless())
                    .concurrency(3)
                    .onProgress(_ -> {
                      ready.countDown();
                      try {
                        Waits.forever();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    })
                    .map(i -> i)));
  }

  @Test
  void consumerThatWaits_isCancelled_andSoIsOneThatIsBusyElsewhere() throws Exception {
    var ready = new CountDownLatch(1);
    var told = new AtomicReference<Throwable>();
    assertCancelled(
        cancelled(
            ready,
            () ->
                Batch.over(Numbers.endless())
                    .inOrder(
                        _ -> {
                          ready.countDown();
                          return Waits.<Integer>forever();
                        },
                        results -> {
                          try {
                            return results.next();
                          } catch (InterruptedException e) {
                            told.set(e);
                            throw e;
                          }
                        })));
    assertThat(told.get()).isInstanceOf(CancelledException.class);
    var busy = new CountDownLatch(1);
    assertCancelled(
        cancelled(
            busy,
            () ->
                Batch.over(Numbers.endless())
                    .inOrder(
                        i -> i,
                        results -> {
                          results.next();
                          busy.countDown();
                          return Waits.<Integer>forever();
                        })));
  }

  @Test
  void callerThatIsCancelledAlready_startsNothing_andTheStreamIsClosed() throws Exception {
    var started = new AtomicInteger();
    var closed = new AtomicBoolean();
    var ready = new CountDownLatch(1);
    assertCancelled(
        cancelled(
            ready,
            () -> {
              ready.countDown();
              try {
                Waits.forever();
              } catch (InterruptedException e) {
                // Swallowed: cancellation is sticky.
              }
              return Batch.over(Stream.of(1, 2).onClose(() -> closed.set(true)))
                  .map(_ -> started.incrementAndGet());
            }));
    assertThat(started).hasValue(0);
    assertThat(closed).isTrue();
  }

  @Test
  void interruptOfTheCaller_isAnInterruption_andCancelsTheItems() throws Exception {
    var cancelled = new AtomicReference<Throwable>();
    Thread caller = Thread.currentThread();
    assertThatThrownBy(() ->
            Batch.over(List.of(1))
                .map(_ -> {
                  caller.interrupt();
                  try {
                    return Waits.forever();
                  } catch (InterruptedException e) {
                    cancelled.set(e);
                    throw e;
                  }
                }))
        .isExactlyInstanceOf(InterruptedException.class);
    assertThat(cancelled).doesNotHaveNullValue();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Batch.over(Numbers.endless()).forEach(_ -> {}))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void deadlineAroundTheBatch_endsIt() {
    var flight = new Flight();
    assertThatThrownBy(() ->
            Deadline.within(
                Duration.ofMillis(50),
                () ->
                    Batch.over(Numbers.endless())
                        .concurrency(2)
                        .forEach(i -> {
                          flight.enter();
                          try {
                            if (i > 100) {
                              Waits.forever();
                            }
                          } finally {
                            flight.leave();
                          }
                        })))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("deadline of 50 ms exceeded");
    assertThat(flight.now()).isZero();
  }

  @Test
  void itemsThatSwallowTheirCancellation_endTheBatchNevertheless_andTheirValuesAreClosed()
      throws Exception {
    var ready = new CountDownLatch(2);
    Queue<Handle> handles = new ConcurrentLinkedQueue<>();
    var numbers = Numbers.endless();
    assertCancelled(
        cancelled(
            ready,
            () ->
                Batch.over(numbers)
                    .concurrency(2)
                    .map(_ -> {
                      ready.countDown();
                      try {
                        return Waits.<Handle>forever();
                      } catch (InterruptedException e) {
                        var late = new Handle();
                        handles.add(late);
                        return late;
                      }
                    })));
    assertThat(handles).hasSize(2).allMatch(late -> late.closings() == 1);
    assertThat(numbers.read()).isEqualTo(2);
  }

  @Test
  void itemsThatComputeOnly_areEndedBetweenTwoOfThem() throws Exception {
    var ready = new CountDownLatch(1);
    assertCancelled(
        cancelled(ready, () -> Batch.over(Numbers.endless()).forEach(_ -> ready.countDown())));
  }

  @Test
  void deadlineOfAnItem_thatExpiresWithTheCancellation_isTheCancellation() throws Exception {
    for (int i = 0; i < Scale.of(200); i++) {
      var ready = new CountDownLatch(1);
      Outcome<List<Integer>> outcome =
          cancelled(
              ready,
              () ->
                  Batch.over(List.of(1))
                      .itemDeadline(Duration.ofNanos(200_000))
                      .map(_ -> {
                        ready.countDown();
                        return Waits.forever();
                      }));
      if (outcome instanceof Outcome.Failure<List<Integer>>(var cause)) {
        assertThat(cause).isInstanceOf(DeadlineExceededException.class);
      } else {
        assertCancelled(outcome);
      }
      Tasks.checkCancelled();
    }
  }
}
