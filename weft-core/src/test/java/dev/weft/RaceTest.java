package dev.weft;

import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class RaceTest {

  private static String away(String message) throws SQLException {
    throw new SQLException(message);
  }

  @Test
  void firstSuccessWins_andTheLosersHaveEnded() throws Exception {
    var ended = new AtomicBoolean();
    var begun = new CountDownLatch(1);
    String winner =
        Tasks.race(
            () -> {
              try {
                begun.countDown();
                return Waits.<String>forever();
              } finally {
                ended.set(true);
              }
            },
            () -> {
              begun.await();
              return "replica";
            });
    assertThat(winner).isEqualTo("replica");
    assertThat(ended).isTrue();
  }

  @Test
  void failure_doesNotWin() throws Exception {
    var failed = new CountDownLatch(1);
    String winner =
        Tasks.race(
            () -> {
              failed.countDown();
              return away("primary");
            },
            () -> {
              failed.await();
              return "replica";
            });
    assertThat(winner).isEqualTo("replica");
  }

  @Test
  void allFail_theFirstInTimeIsThrownWithItsType_andTheOthersBesideIt()
      throws InterruptedException {
    var first = new CompletableFuture<Thread>();
    try {
      String none =
          Tasks.race(
              () -> {
                // It ends, or waits for this one if it is the thread that called race.
                Thread other = first.join();
                Waits.until(
                    "it has failed",
                    () -> !other.isAlive() || other.getState() == Thread.State.WAITING);
                return away("later");
              },
              () -> {
                first.complete(Thread.currentThread());
                return away("first");
              });
      throw new AssertionError(none);
    } catch (SQLException e) {
      assertThat(e.getMessage()).isEqualTo("first");
      assertThat(e.getSuppressed()).singleElement().hasToString("java.sql.SQLException: later");
    }
  }

  @Test
  void theSameFailureOfAll_isNotSuppressedOnItself() {
    var shared = new IllegalStateException("same");
    Op<Integer, RuntimeException> op =
        () -> {
          throw shared;
        };
    assertThatThrownBy(() -> Tasks.race(List.of(op, op, op)))
        .isSameAs(shared)
        .hasNoSuppressedExceptions();
  }

  @Test
  void firstSuccess_tellsWhoHasWon_andWhatHasFailed() throws Exception {
    var failed = new CountDownLatch(2);
    var before = new SQLException("before");
    List<Op<String, SQLException>> ops =
        List.of(
            () -> {
              failed.countDown();
              throw before;
            },
            () -> {
              try {
                failed.countDown();
                return Waits.forever();
              } catch (InterruptedException e) {
                throw new SQLException("in the clean-up");
              }
            },
            () -> {
              failed.await();
              return "third";
            });
    FirstSuccess<String> success = Tasks.firstSuccess(ops);
    assertThat(success.value()).isEqualTo("third");
    assertThat(success.index()).isEqualTo(2);
    assertThat(success.failures()).containsOnlyKeys(0, 1).containsEntry(0, before);
    assertThat(success.failures().get(1)).hasMessage("in the clean-up");
    assertThatThrownBy(() -> success.failures().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void overItems_theOperationIsRunForEach() throws Exception {
    String found =
        Tasks.race(List.of("away", "here"), name -> name.equals("here") ? name : away(name));
    assertThat(found).isEqualTo("here");
  }

  @Test
  void nullIsAResult() throws Exception {
    Object winner = Tasks.race(Collections.singleton(() -> null));
    assertThat(winner).isNull();
  }

  @Test
  void raceOfNobody_isRefused() {
    assertThatThrownBy(() -> Tasks.race(List.<Op<String, RuntimeException>>of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("race needs 1 of 0 operations; give it at least one operation");
  }

  @Test
  void interruptedOperationOnASpareThread_isAFailure_notTheInterruptionOfTheCaller() {
    Thread owner = Thread.currentThread();
    var spare = new CompletableFuture<Thread>();
    Op<Integer, RuntimeException> op =
        () -> {
          if (Thread.currentThread() == owner) {
            spare.join().join();
            throw new IllegalStateException("later");
          }
          spare.complete(Thread.currentThread());
          Thread.currentThread().interrupt();
          Thread.sleep(1);
          return 1;
        };
    assertThatThrownBy(() -> Tasks.race(op, op))
        .isInstanceOf(TaskFailedException.class)
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void allCancelThemselves_isNotACancellationOfTheCaller() {
    Op<String, RuntimeException> giveUp =
        () ->
            TaskGroup.run(group -> {
              group.cancel("not here");
              return Waits.forever();
            });
    assertThatThrownBy(() -> Tasks.race(giveUp, giveUp))
        .isInstanceOf(TaskCancelledException.class)
        .hasMessageContaining("not here");
  }

  @Test
  void cancelledBeforeThereIsAWinner_theCancellationIsThrown_withWhatFailedBesideIt()
      throws Exception {
    TaskGroup.supervise(group -> {
      var failed = new CountDownLatch(1);
      var seen = new AtomicReference<Throwable>();
      Task<String> task =
          group.start(() -> {
            try {
              return Tasks.race(
                  () -> away("primary"),
                  () -> {
                    failed.countDown();
                    return Waits.forever();
                  });
            } catch (InterruptedException e) {
              seen.set(e);
              throw e;
            }
          });
      failed.await();
      Waits.until("both wait", () -> task.state() == TaskState.WAITING);
      task.cancel("enough");
      assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
      assertThat(seen.get())
          .isInstanceOfSatisfying(
              CancelledException.class,
              e -> assertThat(e.cancellation().reason()).isEqualTo("enough"));
      return null;
    });
  }

  @Test
  void cancelledAfterItIsWon_whileALoserCleansUp_theWinnerIsReturned() throws Exception {
    // Which of the two runs on the thread that waits is left to chance.
    for (int i = 0; i < Scale.of(100); i++) {
      boolean firstWins = i % 2 == 0;
      TaskGroup.supervise(group -> {
        var begun = new CountDownLatch(1);
        var cleaning = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var won = new AtomicReference<String>();
        Op<String, RuntimeException> winner =
            () -> {
              begun.await();
              return "fast";
            };
        Op<String, RuntimeException> loser =
            () -> {
              try {
                begun.countDown();
                return Waits.forever();
              } finally {
                cleaning.countDown();
                Waits.until(go);
              }
            };
        Task<String> task =
            group.start(() -> {
              won.set(firstWins ? Tasks.race(winner, loser) : Tasks.race(loser, winner));
              Tasks.checkCancelled();
              return "not cancelled";
            });
        cleaning.await();
        task.cancel("late");
        go.countDown();
        assertThat(task.join())
            .isInstanceOfSatisfying(
                Outcome.Cancelled.class,
                cancelled -> assertThat(cancelled.cancellation().reason()).isEqualTo("late"));
        assertThat(won).hasValue("fast");
        return null;
      });
    }
  }

  @Test
  void inATaskThatIsCancelled_nothingRuns() throws Exception {
    var ran = new AtomicBoolean();
    Op<Boolean, RuntimeException> op = () -> ran.getAndSet(true);
    List<Op<Object, RuntimeException>> cancelled =
        List.of(
            () -> Tasks.race(op, op),
            () -> Tasks.firstSuccess(op, op),
            () -> Tasks.quorum(2, op, op),
            () -> Tasks.hedge(Duration.ofHours(1), op),
            () -> Resources.use(Races.Value::new, _ -> op.call()));
    for (Op<Object, RuntimeException> each : cancelled) {
      TaskGroup.supervise(group -> {
        var begun = new CountDownLatch(1);
        Task<Object> task =
            group.start(() -> {
              try {
                begun.countDown();
                Waits.forever();
              } catch (InterruptedException e) {
                return each.call();
              }
              return "not cancelled";
            });
        begun.await();
        task.cancel("before");
        assertThat(task.join())
            .isInstanceOfSatisfying(
                Outcome.Cancelled.class,
                why -> assertThat(why.cancellation().reason()).isEqualTo("before"));
        return null;
      });
    }
    assertThat(ran).isFalse();
  }

  @Test
  void deadlineAround_meetsTheOperations() {
    assertThatThrownBy(() ->
            Deadline.within(
                Duration.ofMillis(20),
                () -> Tasks.race(Waits::<Integer>forever, Waits::<Integer>forever)))
        .isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void foreignInterruptOfTheCaller_endsIt_andIsNotLost() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Tasks.race(Waits::<Integer>forever, Waits::<Integer>forever))
        .isExactlyInstanceOf(InterruptedException.class);
  }

  @Test
  void valueThatWasOpenedTwice_isNotClosedUnderTheWinner() throws Exception {
    var shared = new Races.Value();
    var both = new CountDownLatch(2);
    Op<Races.Value, RuntimeException> op =
        () -> {
          both.countDown();
          Waits.until(both);
          return shared;
        };
    assertThat(Tasks.race(op, op).closed()).isZero();
  }

  @Test
  void exceptionTypes_areInferred() throws Exception {
    // Nothing checked is thrown, so nothing but the interruption is declared.
    Op<Integer, RuntimeException> unchecked = () -> Tasks.race(() -> 1, () -> 2);
    // One type for all.
    Op<String, SQLException> one = () -> Tasks.race(() -> away("a"), () -> "b");
    // What they have in common.
    Op<String, IOException> common = () -> Tasks.race(this::absent, this::broken);
    Op<String, SQLException> items = () -> Tasks.race(List.of("a"), RaceTest::away);
    Collection<Op<String, FileNotFoundException>> narrow = List.of(this::absent);
    Op<CharSequence, IOException> wide = () -> Tasks.race(narrow);
    Op<FirstSuccess<CharSequence>, IOException> told = () -> Tasks.firstSuccess(narrow);
    assertThat(unchecked.call()).isIn(1, 2);
    assertThat(one.call()).isEqualTo("b");
    assertThatThrownBy(common::call).isInstanceOf(IOException.class);
    assertThatThrownBy(items::call).isInstanceOf(SQLException.class);
    assertThatThrownBy(wide::call).isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(told::call).isInstanceOf(FileNotFoundException.class);
  }

  private String absent() throws FileNotFoundException {
    throw new FileNotFoundException("absent");
  }

  private String broken() throws IOException {
    throw new IOException("broken");
  }

  @Test
  @Tag("slow")
  void everyValue_isDeliveredOrClosedOnce_whoeverWins() throws Exception {
    int several = 0;
    for (int i = 0; i < Scale.of(5_000); i++) {
      var made = new ConcurrentLinkedQueue<Races.Value>();
      var failed = new AtomicInteger();
      Races.Value winner =
          Tasks.race(
              Collections.nCopies(
                  4,
                  () -> {
                    Races.linger(300);
                    if (ThreadLocalRandom.current().nextInt(4) == 0
                        && failed.incrementAndGet() < 4) {
                      throw new IllegalStateException("no luck");
                    }
                    var value = new Races.Value();
                    made.add(value);
                    return value;
                  }));
      for (Races.Value value : made) {
        assertThat(value.closed()).isEqualTo(value == winner ? 0 : 1);
      }
      several += made.size() > 1 ? 1 : 0;
    }
    Scale.assertSeen("races with a late value", several);
  }

  @Test
  @Tag("slow")
  void cancellationThatMeetsTheWin_endsInOneOfTheTwo_andNoValueIsLost() throws Exception {
    int won = 0;
    int cut = 0;
    for (int i = 0; i < Scale.of(5_000); i++) {
      var made = new ConcurrentLinkedQueue<Races.Value>();
      var delivered = new AtomicReference<Races.Value>();
      var told = new AtomicBoolean();
      var begun = new AtomicBoolean();
      TaskGroup.supervise(group -> {
        Task<Object> task =
            group.start(() -> {
              begun.set(true);
              try {
                delivered.set(
                    Tasks.race(
                        Collections.nCopies(
                            3,
                            () -> {
                              Races.linger(2_000);
                              Races.block(20_000);
                              var value = new Races.Value();
                              made.add(value);
                              return value;
                            })));
              } catch (CancelledException e) {
                told.set(e.cancellation().reason().equals("race"));
                throw e;
              }
              return 1;
            });
        Races.spinUntil(begun::get);
        Races.linger(4_000);
        task.cancel("race");
        task.join();
        return null;
      });
      for (Races.Value value : made) {
        assertThat(value.closed()).isEqualTo(value == delivered.get() ? 0 : 1);
      }
      if (delivered.get() != null) {
        assertThat(told).isFalse();
        won++;
      } else {
        cut += told.get() ? 1 : 0;
      }
    }
    Scale.assertSeen("won", won);
    Scale.assertSeen("cancelled", cut);
  }

  @Test
  @Tag("slow")
  void deadlineThatMeetsTheWin_returnsTheValueOrIsExceeded() throws Exception {
    List<Races.Value> made = Collections.synchronizedList(new ArrayList<>());
    int won = 0;
    for (int i = 0; i < Scale.of(3_000); i++) {
      made.clear();
      Races.Value delivered = null;
      try {
        delivered =
            Deadline.within(
                ofNanos(100_000),
                () ->
                    Tasks.race(
                        Collections.nCopies(
                            2,
                            () -> {
                              Races.linger(2_000);
                              var value = new Races.Value();
                              made.add(value);
                              return value;
                            })));
        won++;
      } catch (DeadlineExceededException e) {
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
      }
      for (Races.Value value : made) {
        assertThat(value.closed()).isEqualTo(value == delivered ? 0 : 1);
      }
    }
    Scale.assertSeen("won", won);
  }

  @Test
  void tenThousandRacers_haveOneWinner() throws Exception {
    String winner = Tasks.race(Collections.nCopies(10_000, () -> "won"));
    assertThat(winner).isEqualTo("won");
  }
}
