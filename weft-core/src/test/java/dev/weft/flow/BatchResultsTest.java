package dev.weft.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.CancelledException;
import dev.weft.Outcome;
import dev.weft.TaskFailedException;
import dev.weft.TaskGroup;
import dev.weft.TaskNode;
import dev.weft.TaskTree;
import dev.weft.Waits;
import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class BatchResultsTest {

  private static <R> List<R> all(Results<?, R> results) throws InterruptedException {
    List<R> all = new ArrayList<>();
    while (results.hasNext()) {
      all.add(results.next().value());
    }
    return all;
  }

  @Test
  void inOrder_deliversInTheOrderOfTheItems_whateverTheOrderInWhichTheyEnd() throws Exception {
    List<Integer> got =
        Batch.over(new Numbers(2_000))
            .concurrency(8)
            .inOrder(
                i -> {
                  LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(20_000));
                  return i;
                },
                BatchResultsTest::<Integer>all);
    assertThat(got).isEqualTo(IntStream.range(0, 2_000).boxed().toList());
  }

  @Test
  void asCompleted_deliversInTheOrderOfCompletion_withTheItem() throws Exception {
    var second = new CountDownLatch(1);
    List<Completed<String, Integer>> got = new ArrayList<>();
    int count =
        Batch.over(List.of("one", "three"))
            .concurrency(2)
            .asCompleted(
                item -> {
                  if (item.equals("one")) {
                    second.await();
                  }
                  return item.length();
                },
                results -> {
                  got.add(results.next());
                  second.countDown();
                  got.add(results.next());
                  return got.size();
                });
    assertThat(count).isEqualTo(2);
    assertThat(got)
        .containsExactly(
            new Completed<>(1, "three", new Outcome.Success<>(5)),
            new Completed<>(0, "one", new Outcome.Success<>(3)));
  }

  @Test
  void noMoreIsStartedAhead_thanTheConcurrencyAndTheBuffer() throws Exception {
    for (boolean inOrder : new boolean[] {true, false}) {
      var numbers = Numbers.endless();
      var batch = Batch.over(numbers).concurrency(3).buffer(4);
      consume(
          batch,
          inOrder,
          results -> {
            for (int taken = 0; taken < 1_000; taken++) {
              assertThat(numbers.read()).isLessThanOrEqualTo(taken + 7);
              if (taken % 100 == 0) {
                // Until the room is used up that is certain to be given back.
                int ahead = taken + 7 - 2;
                Waits.until("it has run ahead", () -> numbers.read() >= ahead);
              }
              results.next();
            }
            return null;
          });
    }
  }

  @Test
  void withoutABuffer_asManyAreStartedAsTheConcurrency() throws Exception {
    var numbers = Numbers.endless();
    consume(
        Batch.over(numbers).concurrency(3).buffer(0),
        true,
        results -> {
          for (int i = 0; i < 50; i++) {
            int ahead = i + 3;
            Waits.until("it has run ahead", () -> numbers.read() == ahead);
            results.next();
          }
          return null;
        });
  }

  private static void consume(
      Batch<Integer> batch,
      boolean inOrder,
      dev.weft.ItemOp<Results<Integer, Integer>, @Nullable Void, RuntimeException> consumer)
      throws InterruptedException {
    if (inOrder) {
      batch.<Integer, @Nullable Void, RuntimeException, RuntimeException>inOrder(i -> i, consumer);
    } else {
      batch.<Integer, @Nullable Void, RuntimeException, RuntimeException>asCompleted(
          i -> i, consumer);
    }
  }

  @Test
  void slowItem_holdsUpABoundedNumberOfFinishedOnes_inOrder_andNone_asCompleted() throws Exception {
    var slow = new CountDownLatch(1);
    var numbers = Numbers.endless();
    List<Integer> first =
        Batch.over(numbers)
            .concurrency(2)
            .buffer(3)
            .inOrder(
                i -> {
                  if (i == 0) {
                    slow.await();
                  }
                  return i;
                },
                results -> {
                  Waits.until("all room is used", () -> numbers.read() == 5);
                  slow.countDown();
                  return List.of(results.next().value(), results.next().value());
                });
    assertThat(first).containsExactly(0, 1);

    var never = new CountDownLatch(1);
    List<Integer> others =
        Batch.over(Numbers.endless())
            .concurrency(2)
            .asCompleted(
                i -> {
                  if (i == 0) {
                    never.await();
                  }
                  return i;
                },
                results -> {
                  List<Integer> got = new ArrayList<>();
                  for (int i = 0; i < 100; i++) {
                    got.add(results.next().value());
                  }
                  return got;
                });
    assertThat(others).isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
  }

  @Test
  void consumerThatStopsEarly_keepsItsValue_andTheRestIsCancelledAndAwaited() throws Exception {
    var flight = new Flight();
    var why = new AtomicReference<String>();
    int found =
        Batch.over(Numbers.endless())
            .named("search")
            .concurrency(3)
            .asCompleted(
                i -> {
                  flight.enter();
                  try {
                    if (i < 2) {
                      Thread.sleep(600_000);
                    }
                    return i;
                  } catch (InterruptedException e) {
                    why.set(e.getClass().getName());
                    throw e;
                  } finally {
                    flight.leave();
                  }
                },
                results -> {
                  while (true) {
                    int next = results.next().value();
                    if (next == 42) {
                      return next;
                    }
                  }
                });
    assertThat(found).isEqualTo(42);
    assertThat(flight.now()).isZero();
    assertThat(why).hasValue(InterruptedException.class.getName());
  }

  @Test
  void consumerThatTakesNothing_endsTheBatchAtOnce() throws Exception {
    String value =
        Batch.over(Numbers.endless()).inOrder(_ -> Waits.<Integer>forever(), _ -> "nothing");
    assertThat(value).isEqualTo("nothing");
  }

  @Test
  void failureOfTheConsumer_keepsItsType_andCancelsTheRest() {
    var flight = new Flight();
    assertThatThrownBy(() ->
            Batch.over(Numbers.endless())
                .concurrency(2)
                .inOrder(
                    i -> {
                      flight.enter();
                      try {
                        return i > 10 ? Waits.<Integer>forever() : i;
                      } finally {
                        flight.leave();
                      }
                    },
                    results -> {
                      results.next();
                      throw new SQLException("consumer");
                    }))
        .isInstanceOf(SQLException.class)
        .hasMessage("consumer");
    assertThat(flight.now()).isZero();
  }

  @Test
  void taskFailureThatTheConsumerThrows_isNotUnwrapped() {
    assertThatThrownBy(() ->
            Batch.over(List.of(1))
                .inOrder(
                    i -> i,
                    _ ->
                        TaskGroup.run(group -> {
                          group.start("own", () -> fail());
                          return 1;
                        })))
        .isInstanceOf(TaskFailedException.class)
        .hasMessage("task \"own\" failed: java.io.IOException: bad");
  }

  private static int fail() throws IOException {
    throw new IOException("bad");
  }

  @Test
  void failureOfAnItem_breaksTheConsumerOff_whereverItWaits() {
    var caught = new AtomicReference<Throwable>();
    assertThatThrownBy(() ->
            Batch.over(List.of(1))
                .inOrder(
                    _ -> fail(),
                    results -> {
                      try {
                        return results.next();
                      } catch (InterruptedException e) {
                        caught.set(e);
                        throw e;
                      }
                    }))
        .isInstanceOf(IOException.class);
    assertThat(caught.get()).isInstanceOf(CancelledException.class);
    assertThatThrownBy(
            () -> Batch.over(List.of(1)).inOrder(_ -> fail(), _ -> Waits.<Object>forever()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void consumerThatSwallowsItsCancellation_doesNotHideTheFailure() {
    assertThatThrownBy(() ->
            Batch.over(List.of(1))
                .inOrder(
                    _ -> fail(),
                    results -> {
                      try {
                        results.hasNext();
                      } catch (InterruptedException e) {
                        assertThatThrownBy(results::hasNext).isInstanceOf(CancelledException.class);
                      }
                      return 1;
                    }))
        .isInstanceOf(IOException.class);
  }

  @Test
  void keptFailures_areDeliveredAsOutcomes() throws Exception {
    List<Outcome<Integer>> outcomes = new ArrayList<>();
    Batch.over(List.of(0, 1, 2))
        .keepFailures()
        .<Integer, @Nullable Void, IOException, RuntimeException>inOrder(
            i -> i == 1 ? fail() : i,
            results -> {
              results.forEach(item -> outcomes.add(item.outcome()));
              return null;
            });
    assertThat(outcomes).hasSize(3);
    assertThat(outcomes.get(0)).isEqualTo(new Outcome.Success<>(0));
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Failure.class);
    assertThat(outcomes.get(2)).isEqualTo(new Outcome.Success<>(2));
  }

  @Test
  void skippedItems_doNotReachTheConsumer_andTakeNoRoom() throws Exception {
    List<Long> skipped = new ArrayList<>();
    var batch =
        Batch.over(new Numbers(1_000))
            .concurrency(3)
            .buffer(1)
            .skipFailures(item -> skipped.add(item.index()));
    List<Integer> odd = IntStream.range(0, 1_000).filter(i -> i % 2 == 1).boxed().toList();
    assertThat(
            batch.<Integer, List<Integer>, IOException, RuntimeException>inOrder(
                i -> i % 2 == 0 ? fail() : i, BatchResultsTest::<Integer>all))
        .isEqualTo(odd);
    assertThat(skipped).hasSize(500);
    var again = Batch.over(new Numbers(1_000)).concurrency(3).buffer(1).skipFailures(_ -> {});
    assertThat(
            again.<Integer, List<Integer>, IOException, RuntimeException>asCompleted(
                i -> i % 2 == 0 ? fail() : i, BatchResultsTest::<Integer>all))
        .containsExactlyInAnyOrderElementsOf(odd);
    assertThat(
            Batch.over(new Numbers(1_000))
                .skipFailures(_ -> {})
                .<Integer, List<Integer>, IOException, RuntimeException>asCompleted(
                    _ -> fail(), BatchResultsTest::<Integer>all))
        .isEmpty();
  }

  @Test
  void resultsThatTheConsumerDidNotTake_areClosed_andThoseThatItTookAreNot() throws Exception {
    for (boolean inOrder : new boolean[] {true, false}) {
      List<Handle> made = new ArrayList<>();
      var numbers = Numbers.endless();
      dev.weft.ItemOp<Integer, Handle, RuntimeException> make =
          _ -> {
            var handle = new Handle();
            synchronized (made) {
              made.add(handle);
            }
            return handle;
          };
      dev.weft.ItemOp<Results<Integer, Handle>, Handle, RuntimeException> takeOne =
          results -> {
            Handle first = results.next().value();
            results.hasNext();
            Waits.until("some are ahead", () -> numbers.read() > 5);
            return first;
          };
      var batch = Batch.over(numbers).concurrency(3);
      Handle taken = inOrder ? batch.inOrder(make, takeOne) : batch.asCompleted(make, takeOne);
      assertThat(made).hasSizeGreaterThan(5);
      assertThat(made)
          .allSatisfy(handle -> assertThat(handle.closings()).isEqualTo(handle == taken ? 0 : 1));
    }
  }

  @Test
  void resultOfSeveralItems_thatTheConsumerDidNotTake_isClosedOnce() throws Exception {
    var shared = new Handle();
    var numbers = Numbers.endless();
    String stopped =
        Batch.over(numbers)
            .concurrency(3)
            .inOrder(
                _ -> shared,
                results -> {
                  results.hasNext();
                  Waits.until("some are ahead", () -> numbers.read() > 5);
                  return "stopped";
                });
    assertThat(stopped).isEqualTo("stopped");
    assertThat(shared.closings()).isOne();
  }

  @Test
  void results_belongToTheirThread_andEndWithTheirBatch() throws Exception {
    Results<Integer, Integer> kept =
        Batch.over(List.of(1, 2))
            .inOrder(
                i -> i,
                results -> {
                  var refused = new AtomicReference<Throwable>();
                  Thread.ofVirtual()
                      .start(() -> {
                        try {
                          results.hasNext();
                        } catch (Exception e) {
                          refused.set(e);
                        }
                      })
                      .join();
                  assertThat(refused.get())
                      .hasMessage("the results of batch belong to the thread that runs it");
                  assertThat(results.hasNext()).isTrue();
                  assertThat(results.hasNext()).isTrue();
                  assertThat(results.next().value()).isEqualTo(1);
                  assertThat(results.next().value()).isEqualTo(2);
                  assertThat(results.hasNext()).isFalse();
                  assertThatThrownBy(results::next)
                      .isInstanceOf(NoSuchElementException.class)
                      .hasMessage("all results of batch have been returned; ask hasNext() first");
                  return results;
                });
    assertThatIllegalStateException()
        .isThrownBy(kept::hasNext)
        .withMessage("batch has ended; take its results before the consumer returns");
  }

  @Test
  void waitOfTheConsumer_isSeen_withTheWorkerThatHoldsItUp() throws Exception {
    var go = new CountDownLatch(1);
    var seen = new AtomicReference<TaskNode>();
    Thread watcher =
        Thread.ofVirtual()
            .start(() -> {
              while (seen.get() == null) {
                TaskTree.snapshot().nodes().stream()
                    .filter(node ->
                        node.waiting() != null
                            && node.waiting().on().equals("the next result of batch slow")
                            && !node.waiting().holders().isEmpty())
                    .findFirst()
                    .ifPresent(seen::set);
                LockSupport.parkNanos(100_000);
              }
              go.countDown();
            });
    Batch.over(List.of(1))
        .named("slow")
        .inOrder(
            i -> {
              go.await();
              return i;
            },
            Results::next);
    watcher.join();
    TaskNode.Wait wait = seen.get().waiting();
    assertThat(wait).isNotNull();
    assertThat(wait.holders())
        .extracting(TaskNode.Holder::name)
        .containsExactly("task \"batch slow worker 1\"");
  }
}
