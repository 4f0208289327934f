package dev.weft.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.CapturedLog;
import dev.weft.Outcome;
import dev.weft.Task;
import dev.weft.TaskCancelledException;
import dev.weft.TaskFailedException;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.Waits;
import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class BatchFailureTest {

  private static int failAt(int bad, int i) throws IOException {
    if (i == bad) {
      throw new IOException("item " + i);
    }
    return i;
  }

  @Test
  void failure_keepsItsType_andSaysWhichItemItWas() throws Exception {
    var batch = Batch.over(List.of("a", "b", "c")).named("import").concurrency(1);
    try {
      batch.map(item -> failAt('b', item.charAt(0)));
      throw new AssertionError("no failure");
    } catch (IOException e) {
      assertThat(e).hasMessage("item 98");
      ItemNote note = ItemNote.on(e).orElseThrow();
      assertThat(note).hasMessage("item 1 of batch import: b");
      assertThat(note.index()).isEqualTo(1);
      assertThat(note.item()).isEqualTo("b");
    }
    assertThat(ItemNote.on(new IOException())).isEmpty();
  }

  @Test
  void noteOnAnItem_whoseTextIsLongOrFails_isStillANote() {
    Object bad =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no text");
          }
        };
    assertThatThrownBy(() -> Batch.over(List.of(bad)).map(_ -> failAt(1, 1)))
        .satisfies(e ->
            assertThat(ItemNote.on(e).orElseThrow())
                .hasMessage("item 0 of batch: " + bad.getClass().getName()));
    assertThatThrownBy(() -> Batch.over(List.of("x".repeat(1_000))).map(_ -> failAt(1, 1)))
        .satisfies(e ->
            assertThat(ItemNote.on(e).orElseThrow())
                .hasMessage("item 0 of batch: " + "x".repeat(200) + "…"));
  }

  @Test
  void failure_cancelsTheItemsInFlight_awaitsThem_andStartsNoMore() {
    var numbers = Numbers.endless();
    var others = new CountDownLatch(2);
    var flight = new Flight();
    assertThatThrownBy(() ->
            Batch.over(numbers)
                .concurrency(3)
                .forEach(i -> {
                  flight.enter();
                  try {
                    if (i == 1) {
                      others.await();
                      failAt(1, i);
                    }
                    others.countDown();
                    Waits.forever();
                  } finally {
                    flight.leave();
                  }
                }))
        .isInstanceOf(IOException.class);
    assertThat(flight.most()).isEqualTo(3);
    assertThat(flight.now()).isZero();
    assertThat(numbers.read()).isEqualTo(3);
  }

  @Test
  void otherFailures_areSuppressedOnTheFirst() {
    var together = new CountDownLatch(3);
    assertThatThrownBy(() ->
            Batch.over(List.of(0, 1, 2))
                .concurrency(3)
                .map(i -> {
                  together.countDown();
                  Waits.until(together);
                  throw new SQLException("item " + i);
                }))
        .isInstanceOf(SQLException.class)
        .satisfies(e -> {
          List<Throwable> all = new ArrayList<>(List.of(e));
          all.addAll(Arrays.asList(e.getSuppressed()));
          assertThat(all)
              .filteredOn(SQLException.class::isInstance)
              .extracting(Throwable::getMessage)
              .containsExactlyInAnyOrder("item 0", "item 1", "item 2");
          assertThat(all)
              .filteredOn(SQLException.class::isInstance)
              .allSatisfy(failure -> assertThat(ItemNote.on(failure)).isPresent());
        });
  }

  @Test
  void failureOfACleanUp_isSuppressedToo() {
    var ready = new CountDownLatch(1);
    assertThatThrownBy(() ->
            Batch.over(List.of(0, 1))
                .concurrency(2)
                .map(i -> {
                  if (i == 0) {
                    ready.await();
                    return failAt(0, i);
                  }
                  try {
                    ready.countDown();
                    return Waits.forever();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException("clean-up");
                  }
                }))
        .isInstanceOf(IOException.class)
        .satisfies(e ->
            assertThat(e.getSuppressed()).extracting(Throwable::getMessage).contains("clean-up"));
  }

  @Test
  void taskFailureThatAnItemThrows_isNotUnwrapped() {
    assertThatThrownBy(() ->
            Batch.over(List.of(1))
                .map(i ->
                    TaskGroup.run(group -> {
                      group.start("inner", () -> failAt(1, i));
                      return 1;
                    })))
        .isInstanceOf(TaskFailedException.class)
        .hasMessage("task \"inner\" failed: java.io.IOException: item 1");
  }

  @Test
  void interruptionOfAnItemBySomebodyElse_isItsFailure_andNotThatOfTheCaller() throws Exception {
    assertThatThrownBy(() ->
            Batch.over(List.of(1))
                .map(_ -> {
                  Thread.currentThread().interrupt();
                  return Waits.forever();
                }))
        .isInstanceOf(TaskFailedException.class)
        .hasCauseExactlyInstanceOf(InterruptedException.class);
    List<Outcome<Integer>> outcomes =
        Batch.over(List.of(1, 2))
            .concurrency(1)
            .settle(i -> {
              if (i == 1) {
                Thread.currentThread().interrupt();
              }
              Thread.sleep(1);
              return i;
            });
    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Failure.class);
    assertThat(outcomes.get(1)).isEqualTo(new Outcome.Success<>(2));
  }

  private static int cancelItself() throws InterruptedException {
    return TaskGroup.run(group -> {
      group.cancel("enough");
      Tasks.checkCancelled();
      return 1;
    });
  }

  @Test
  void itemThatCancelsItself_isNotLost() throws Exception {
    assertThatThrownBy(() -> Batch.over(new Numbers(10_000)).map(_ -> cancelItself()))
        .isInstanceOf(TaskCancelledException.class)
        .hasMessageMatching(
            "task \"item \\d+ of batch\" was cancelled: enough \\(by task \"batch worker .*");
    List<Outcome<Integer>> outcomes = Batch.over(List.of(1, 2)).settle(_ -> cancelItself());
    assertThat(outcomes).hasSize(2).allMatch(Outcome.Cancelled.class::isInstance);
    List<Long> skipped = new ArrayList<>();
    assertThat(
            Batch.over(List.of(1, 2))
                .concurrency(1)
                .skipFailures(item -> skipped.add(item.index()))
                .map(i -> i == 1 ? cancelItself() : i))
        .containsExactly(2);
    assertThat(skipped).containsExactly(0L);
  }

  @Test
  void failuresThatWereKept_areLogged_whenNobodyReceivesThem() throws Exception {
    try (var log = new CapturedLog()) {
      TaskGroup.supervise(group -> {
        var waiting = new CountDownLatch(1);
        Task<Object> batch =
            group.start(() ->
                Batch.over(List.of(0, 1))
                    .named("kept")
                    .concurrency(1)
                    .settle(i -> {
                      if (i == 1) {
                        waiting.countDown();
                        return Waits.forever();
                      }
                      return failAt(0, i);
                    }));
        waiting.await();
        batch.cancel("stop");
        assertThat(batch.join()).isInstanceOf(Outcome.Cancelled.class);
        return null;
      });
      assertThat(log.messages())
          .containsExactly("item 0 of batch kept failed and nobody looked at it");
    }
  }

  @Test
  void settle_returnsAllOutcomes_inTheOrderOfTheItems() throws Exception {
    List<Outcome<Integer>> outcomes =
        Batch.over(new Numbers(1_000)).concurrency(4).settle(i -> failAt(i / 2 * 2, i));
    assertThat(outcomes).hasSize(1_000);
    for (int i = 0; i < 1_000; i++) {
      if (i % 2 == 0) {
        assertThat(outcomes.get(i))
            .isInstanceOf(Outcome.Failure.class)
            .hasToString("Failure[cause=java.io.IOException: item " + i + "]");
      } else {
        assertThat(outcomes.get(i)).isEqualTo(new Outcome.Success<>(i));
      }
    }
  }

  @Test
  void skippedItems_areLeftOut_counted_andHandedToTheListener() throws Exception {
    List<Completed<Integer, ?>> skipped = new ArrayList<>();
    var monitor = new BatchMonitor();
    List<Integer> results =
        Batch.over(new Numbers(1_000))
            .concurrency(4)
            .monitor(monitor)
            .skipFailures(skipped::add)
            .map(i -> failAt(i / 2 * 2, i));
    assertThat(results).hasSize(500).isSorted().allMatch(i -> i % 2 == 1);
    assertThat(skipped)
        .hasSize(500)
        .allSatisfy(item -> {
          assertThat(item.item() % 2).isZero();
          assertThat(item.index()).isEqualTo((long) item.item());
          assertThat(item.outcome()).isInstanceOf(Outcome.Failure.class);
          assertThatIllegalStateException()
              .isThrownBy(item::value)
              .withMessage("item " + item.item() + " failed and has no value; look at its outcome");
        });
    assertThat(monitor.progress().skipped()).isEqualTo(500);
    assertThat(monitor.progress().done()).isEqualTo(500);
  }

  @Test
  void errors_areNotSkipped() {
    assertThatThrownBy(() ->
            Batch.over(new Numbers(100))
                .skipFailures(_ -> {})
                .forEach(_ -> {
                  throw new StackOverflowError();
                }))
        .isInstanceOf(StackOverflowError.class);
  }

  @Test
  void failureOfAListener_endsTheBatch_withTheSkippedFailureBesideIt() {
    assertThatThrownBy(() ->
            Batch.over(List.of(1))
                .skipFailures(_ -> {
                  throw new IllegalStateException("listener");
                })
                .map(i -> failAt(1, i)))
        .hasMessage("listener")
        .satisfies(e ->
            assertThat(e.getSuppressed()).extracting(Throwable::getMessage).contains("item 1"));
    var numbers = Numbers.endless();
    assertThatThrownBy(() ->
            Batch.over(numbers)
                .concurrency(2)
                .onProgress(progress -> {
                  if (progress.done() >= 10) {
                    throw new IllegalStateException("progress");
                  }
                })
                .forEach(_ -> {}))
        .hasMessage("progress");
  }

  @Test
  void failureOfTheProgressListener_isSuppressedOnTheFailureThatItIsToldOf() {
    assertThatThrownBy(() ->
            Batch.over(List.of(1))
                .onProgress(_ -> {
                  throw new IllegalStateException("progress");
                })
                .map(i -> failAt(1, i)))
        .hasMessage("item 1")
        .satisfies(e ->
            assertThat(e.getSuppressed()).extracting(Throwable::getMessage).contains("progress"));
  }

  @Test
  void failureOfTheSource_endsTheBatch_underEveryPolicy_andTheSourceIsNotAskedAgain() {
    var asked = new AtomicInteger();
    Iterable<Integer> bad =
        () ->
            new Iterator<>() {
              private int next;

              @Override
              public boolean hasNext() {
                asked.incrementAndGet();
                return true;
              }

              @Override
              public Integer next() {
                if (next == 3) {
                  throw new IllegalStateException("source");
                }
                return next++;
              }
            };
    var batch = Batch.over(bad).concurrency(2);
    assertThatThrownBy(() -> batch.map(i -> i)).hasMessage("source");
    assertThat(asked.getAndSet(0)).isEqualTo(4);
    assertThatThrownBy(() -> batch.settle(i -> i)).hasMessage("source");
    assertThatThrownBy(() -> batch.skipFailures(_ -> {}).forEach(_ -> {})).hasMessage("source");
    assertThatThrownBy(() ->
            batch.<Integer, Object, RuntimeException, RuntimeException>inOrder(
                i -> i,
                results -> {
                  results.forEach(_ -> {});
                  return 1;
                }))
        .hasMessage("source");
    Iterable<Integer> none =
        () -> {
          throw new IllegalStateException("iterator");
        };
    assertThatThrownBy(() -> Batch.over(none).map(i -> i)).hasMessage("iterator");
  }

  @Test
  void failureOfTheSource_cancelsTheItemsInFlight() {
    var running = new CountDownLatch(1);
    var cancelled = new AtomicReference<Throwable>();
    var items =
        Stream.of(1, 2)
            .peek(i -> {
              if (i == 2) {
                Waits.until(running);
                throw new IllegalStateException("source");
              }
            });
    assertThatThrownBy(() ->
            Batch.over(items)
                .map(_ -> {
                  running.countDown();
                  try {
                    return Waits.forever();
                  } catch (InterruptedException e) {
                    cancelled.set(e);
                    throw e;
                  }
                }))
        .hasMessage("source");
    assertThat(cancelled).doesNotHaveNullValue();
  }

  @Test
  void resultsThatAreNotDelivered_areClosedOnce() {
    List<Handle> handles = new ArrayList<>();
    assertThatThrownBy(() ->
            Batch.over(new Numbers(3_000))
                .concurrency(4)
                .map(i -> {
                  if (i == 2_500) {
                    return failAt(i, i);
                  }
                  var handle = new Handle();
                  synchronized (handles) {
                    handles.add(handle);
                  }
                  return handle;
                }))
        .isInstanceOf(IOException.class);
    assertThat(handles)
        .hasSizeGreaterThanOrEqualTo(2_400)
        .allSatisfy(handle -> assertThat(handle.closings()).isOne());
  }

  @Test
  void resultOfSeveralItems_thatIsNotDelivered_isClosedOnce() {
    var shared = new Handle();
    assertThatThrownBy(() -> Batch.over(new Numbers(10)).map(i -> i == 9 ? failAt(i, i) : shared))
        .isInstanceOf(IOException.class);
    assertThat(shared.closings()).isOne();
  }

  @Test
  void resultsThatAreDelivered_areNotClosed() throws Exception {
    List<Handle> handles = Batch.over(new Numbers(100)).map(_ -> new Handle());
    assertThat(handles).allSatisfy(handle -> assertThat(handle.closings()).isZero());
  }

  @Test
  void policiesThatHaveNoPlaceForTheFailures_areRefused() {
    var batch = Batch.over(List.of(1));
    assertThatIllegalStateException()
        .isThrownBy(() -> batch.keepFailures().map(i -> i))
        .withMessage("batch keeps failures, which map has no place for; call settle");
    assertThatIllegalStateException()
        .isThrownBy(() -> batch.keepFailures().forEach(_ -> {}))
        .withMessage("batch keeps failures, which nobody would see; call skipFailures");
    assertThatIllegalStateException()
        .isThrownBy(() -> batch.skipFailures(_ -> {}).settle(i -> i))
        .withMessage("batch skips failures, which settle returns; call map");
  }

  @Test
  void failureThatTakesNoSuppressedExceptions_isThrownNevertheless() {
    class Bare extends RuntimeException {
      private static final long serialVersionUID = 1L;

      Bare() {
        super("bare", null, false, false);
      }
    }
    assertThatThrownBy(() ->
            Batch.over(List.of(1))
                .map(_ -> {
                  throw new Bare();
                }))
        .hasMessage("bare");
  }
}
