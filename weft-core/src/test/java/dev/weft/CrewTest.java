package dev.weft;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.contract.OnEveryScheduler;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class CrewTest {

  @Test
  void operationThatDoesNotBlock_runsOnTheThreadThatWaits_ifThatIsVirtual() throws Exception {
    Thread self = Thread.currentThread();
    Thread ran =
        Tasks.gather(List.<Op<Thread, RuntimeException>>of(Thread::currentThread)).getFirst();
    assertThat(ran.isVirtual()).isTrue();
    assertThat(ran == self).isEqualTo(self.isVirtual());
  }

  @Test
  void socketThatWaitsForEver_isBrokenOff_fromWhicheverThread() throws Exception {
    for (int round = 0; round < 20; round++) {
      try (var server = new ServerSocket(0)) {
        assertThatThrownBy(
                () -> Deadline.within(ofMillis(20), () -> Tasks.gather(server::accept, () -> 1)))
            .isInstanceOf(DeadlineExceededException.class);
      }
    }
  }

  @Test
  void operationsThatWaitForEachOther_allRun_howeverManyThereAre() throws Exception {
    int n = 500;
    var all = new CyclicBarrier(n);
    assertThat(Tasks.gather(IntStream.range(0, n).boxed().toList(), _ -> all.await())).hasSize(n);
  }

  @Test
  void operationThatBlocksOnTheOwnersThread_holdsUpNoOther() throws Exception {
    var ran = new CountDownLatch(9);
    List<Op<Boolean, RuntimeException>> ops = new ArrayList<>();
    ops.add(() -> {
      ran.await();
      return true;
    });
    for (int i = 0; i < 9; i++) {
      ops.add(() -> {
        ran.countDown();
        return true;
      });
    }
    assertThat(Tasks.gather(ops)).hasSize(10).containsOnly(true);
  }

  @Test
  void failure_stopsTheOperationThatRunsOnTheOwnersThread() {
    assertThatThrownBy(() ->
            Tasks.gather(
                Waits::forever,
                () -> {
                  throw new IllegalStateException("boom");
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("boom");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void whatWasNotClaimedBeforeAFailure_neverRuns() throws Exception {
    var ran = new AtomicInteger();
    List<Op<Integer, IllegalStateException>> ops = new ArrayList<>();
    ops.add(() -> {
      throw new IllegalStateException("boom");
    });
    for (int i = 0; i < 1_000; i++) {
      ops.add(ran::incrementAndGet);
    }
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> Tasks.gather(ops)).hasMessage("boom");
    }
    assertThat(ran.get()).isLessThan(100_000);
  }

  @Test
  void interruptLeftByAnOperationOnTheOwnersThread_isTheOwners_andReachesNoOther() {
    Thread owner = Thread.currentThread();
    assumeTrue(owner.isVirtual(), "a platform thread runs no operation");
    var sawInterrupt = new AtomicInteger();
    int byOwner = 0;
    for (int round = 0; round < Scale.of(500); round++) {
      var both = new CountDownLatch(2);
      var interrupted = new AtomicBoolean();
      Op<Integer, RuntimeException> op =
          () -> {
            if (Thread.currentThread().isInterrupted()) {
              sawInterrupt.incrementAndGet();
            }
            both.countDown();
            both.await();
            if (Thread.currentThread() == owner) {
              interrupted.set(true);
              owner.interrupt();
            }
            return 1;
          };
      try {
        Tasks.gather(List.of(op, op));
        assertThat(interrupted).isFalse();
      } catch (InterruptedException e) {
        assertThat(e).isNotInstanceOf(CancelledException.class);
        assertThat(interrupted).isTrue();
        byOwner++;
      }
    }
    Scale.assertSeen("interrupted owner", byOwner);
    assertThat(sawInterrupt).hasValue(0);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void interruptLeftByAnOperationOnASpareThread_isGoneBeforeTheNext() throws Exception {
    assumeTrue(Thread.currentThread().isVirtual(), "a platform thread runs no operation");
    for (int round = 0; round < Scale.of(200); round++) {
      var onSpares = new CountDownLatch(2);
      Thread owner = Thread.currentThread();
      // The owner stays at the first that it claims until spares have left their interrupts twice.
      Op<Boolean, RuntimeException> leavesOne =
          () -> {
            boolean found = Thread.currentThread().isInterrupted();
            if (Thread.currentThread() == owner) {
              onSpares.await();
            } else {
              Thread.currentThread().interrupt();
              onSpares.countDown();
            }
            return found;
          };
      List<Op<Boolean, RuntimeException>> ops = Collections.nCopies(5, leavesOne);
      assertThat(Tasks.gather(ops)).containsOnly(false);
    }
  }

  @Test
  void interruptByAStranger_whileTheOwnerRunsAnOperation_endsTheGather() throws Exception {
    var inside = new CountDownLatch(1);
    var thrown = new AtomicReference<Throwable>();
    Thread owner =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Tasks.gather(
                    () -> {
                      inside.countDown();
                      return Waits.<Integer>forever();
                    },
                    Waits::<Integer>forever);
              } catch (Throwable t) {
                thrown.set(t);
              }
            });
    inside.await();
    owner.interrupt();
    owner.join();
    assertThat(thrown.get())
        .isInstanceOf(InterruptedException.class)
        .isNotInstanceOf(CancelledException.class);
  }

  @Test
  void operationsAreNamed_whereverTheyRun() throws Exception {
    for (int round = 0; round < Scale.of(200); round++) {
      var both = new CountDownLatch(2);
      List<String> sources =
          Tasks.gather(
              List.of(0, 1),
              _ -> {
                both.countDown();
                both.await();
                return Cancellation.by("for its source").source();
              });
      assertThat(sources).containsExactly("task \"gather-1\"", "task \"gather-2\"");
    }
  }

  @Test
  void cancellation_reachesEveryOperation_andWhatIsNotRunIsCancelled() throws Exception {
    for (int round = 0; round < Scale.of(500); round++) {
      int n = 6;
      int first = 1 + round % n;
      var started = new Semaphore(0);
      var interrupted = new AtomicInteger();
      TaskGroup.supervise(group -> {
        Task<Object> gathering =
            group.start(
                "gathering",
                () ->
                    Tasks.settle(
                        IntStream.range(0, n).boxed().toList(),
                        _ -> {
                          started.release();
                          try {
                            return Waits.forever();
                          } catch (InterruptedException e) {
                            interrupted.incrementAndGet();
                            throw e;
                          }
                        }));
        started.acquire(first);
        gathering.cancel("enough");
        assertThat(gathering.join()).isInstanceOf(Outcome.Cancelled.class);
        return null;
      });
      assertThat(interrupted.get()).isEqualTo(started.availablePermits() + first);
    }
  }

  @Test
  void deadlineAround_reachesOwnerAndSpares() {
    assertThatThrownBy(() ->
            Deadline.within(
                Duration.ofMillis(20),
                () -> Tasks.gather(Waits::forever, Waits::forever, Waits::forever)))
        .isInstanceOf(DeadlineExceededException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void deadlineOfOneOperation_doesNotTouchTheNextOnTheSameThread() throws Exception {
    List<Outcome<String>> outcomes =
        Tasks.settle(
            IntStream.range(0, 20).boxed().toList(),
            i ->
                i % 2 == 0
                    ? Deadline.within(Duration.ofMillis(1), () -> Waits.forever())
                    : slept());
    for (int i = 0; i < 20; i++) {
      assertThat(outcomes.get(i))
          .isInstanceOf(i % 2 == 0 ? Outcome.Failure.class : Outcome.Success.class);
    }
  }

  private static String slept() throws InterruptedException {
    Thread.sleep(2);
    return "slept";
  }

  @Test
  void valuesOfAGatherThatFails_areClosed() {
    var closed = new AtomicInteger();
    assertThatThrownBy(() ->
            Tasks.gather(
                () -> (AutoCloseable) closed::incrementAndGet,
                () -> {
                  throw new IllegalStateException("boom");
                }))
        .hasMessage("boom");
    assertThat(closed).hasValueLessThanOrEqualTo(1);
    closed.set(0);
    var made = new CountDownLatch(1);
    assertThatThrownBy(() ->
            Tasks.gather(
                () -> {
                  made.countDown();
                  return (AutoCloseable) closed::incrementAndGet;
                },
                () -> {
                  made.await();
                  throw new IllegalStateException("boom");
                }))
        .hasMessage("boom");
    assertThat(closed).hasValue(1);
  }

  @Test
  void valueThatSeveralOperationsOfAGatherReturned_isClosedOnce() {
    var shared = new Races.Value();
    var made = new CountDownLatch(2);
    Op<Races.Value, RuntimeException> returns =
        () -> {
          made.countDown();
          return shared;
        };
    assertThatThrownBy(() ->
            Tasks.gather(
                returns,
                returns,
                () -> {
                  made.await();
                  throw new IllegalStateException("boom");
                }))
        .hasMessage("boom");
    assertThat(shared.closed()).isOne();
  }

  @Test
  void operationThatIsNull_isNamed() {
    List<Op<String, RuntimeException>> ops = new ArrayList<>();
    ops.add(() -> "x");
    ops.add(null);
    assertThatThrownBy(() -> Tasks.gather(ops))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("operation 2 of gather is null");
  }

  @Test
  void inATaskThatIsCancelled_nothingRuns() throws Exception {
    var ran = new AtomicInteger();
    TaskGroup.supervise(group -> {
      Task<Object> task =
          group.start(() -> {
            try {
              Waits.forever();
            } catch (InterruptedException e) {
              // Stays cancelled all the same.
            }
            return Tasks.gather(ran::incrementAndGet, ran::incrementAndGet);
          });
      task.cancel("stop");
      assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
    assertThat(ran).hasValue(0);
  }

  @Test
  @Tag("slow")
  @SuppressWarnings("ThreadPriorityCheck") // the yields only vary who comes first
  void everyOperationRunsOnce_howeverTheyBlock() throws Exception {
    var random = new Random(Scale.seed(42));
    for (int round = 0; round < Scale.of(20_000); round++) {
      int n = 1 + random.nextInt(8);
      int blocking = random.nextInt(1 << n);
      var runs = new AtomicIntegerArray(n);
      List<Integer> results =
          Tasks.gather(
              IntStream.range(0, n).boxed().toList(),
              i -> {
                if ((blocking >> i & 1) != 0) {
                  Thread.yield();
                }
                return runs.incrementAndGet(i) * 100 + i;
              });
      assertThat(results).isEqualTo(IntStream.range(0, n).mapToObj(i -> 100 + i).toList());
    }
  }

  @Test
  void interruptByAStranger_endsTheOperationInTheTreeToo() throws Exception {
    for (int round = 0; round < Scale.of(200); round++) {
      Queue<Long> open = new ConcurrentLinkedQueue<>();
      var inside = new CountDownLatch(2);
      try (var _ =
          TaskTree.listen(event -> {
            if (event instanceof TaskEvent.Started started && started.name().startsWith("gather")) {
              open.add(started.id());
            } else if (event instanceof TaskEvent.Ended ended) {
              open.remove(ended.id());
            }
          })) {
        Op<Integer, RuntimeException> op =
            () -> {
              inside.countDown();
              return Waits.forever();
            };
        Thread owner =
            Thread.ofVirtual()
                .start(() ->
                    assertThatThrownBy(() -> Tasks.gather(op, op))
                        .isInstanceOf(InterruptedException.class));
        inside.await();
        owner.interrupt();
        owner.join();
      }
      assertThat(open).isEmpty();
    }
  }

  @Test
  void interruptAsTheValuesCome_closesThem_orTheyAreHandedOver() throws Exception {
    for (int round = 0; round < Scale.of(300); round++) {
      var closings = new AtomicInteger();
      var opened = new AtomicInteger();
      Op<AutoCloseable, RuntimeException> open =
          () -> {
            opened.incrementAndGet();
            return closings::incrementAndGet;
          };
      Thread owner = Thread.currentThread();
      int spins = round;
      Thread interrupter =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < spins * 10; i++) {
                  Thread.onSpinWait();
                }
                owner.interrupt();
              });
      boolean all;
      try {
        all = Tasks.gather(List.of(open, open)).size() == 2;
      } catch (InterruptedException e) {
        all = false;
      }
      awaitEnd(interrupter);
      var _ = Thread.interrupted();
      assertThat(closings.get()).isEqualTo(all ? 0 : opened.get());
    }
  }

  private static void awaitEnd(Thread thread) {
    while (thread.isAlive()) {
      LockSupport.parkNanos(1_000);
    }
  }
}
