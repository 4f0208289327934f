package dev.weft.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.Op;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.sync.Limiter;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings({"ThreadPriorityCheck", "AddressSelection", "LockNotBeforeTry"}) // what is tested
class FindingsTest {

  private static void assertFound(Op<?, ?> program, String... texts) {
    var thrown =
        assertThatThrownBy(() -> Simulation.run(1, program)).isInstanceOf(SimulationFailure.class);
    for (String text : texts) {
      thrown.hasMessageContaining(text);
    }
  }

  @Test
  void deadlockOfLocks_isFoundAtOnce_withWhoHoldsWhat() {
    assertFound(
        () -> {
          var a = new ReentrantLock();
          var b = new ReentrantLock();
          Thread one = lockBoth("one", a, b);
          Thread other = lockBoth("other", b, a);
          one.join();
          other.join();
          return null;
        },
        "deadlock: every thread waits, and no timer is set",
        "\"one\" #2 waits on ReentrantLock$NonfairSync @",
        "held by \"other\" #3",
        "held by \"one\" #2",
        "FindingsTest.lambda$lockBoth");
  }

  @Test
  void deadlockOfMonitors_namesTheOwnerOfEach() {
    assertFound(
        () -> {
          var a = new ArrayDeque<Integer>();
          var b = new AtomicInteger();
          Thread one = enterBoth("one", a, b);
          Thread other = enterBoth("other", b, a);
          one.join();
          other.join();
          return null;
        },
        "deadlock: every thread waits, and no timer is set",
        "\"one\" #2 waits for the monitor AtomicInteger @2, held by \"other\" #3",
        "\"other\" #3 waits for the monitor ArrayDeque @3, held by \"one\" #2");
  }

  private static Thread enterBoth(String name, Object first, Object second) {
    return Thread.ofVirtual()
        .name(name)
        .start(() -> {
          synchronized (first) {
            try {
              Thread.sleep(10);
            } catch (InterruptedException e) {
              return;
            }
            synchronized (second) {
              first.notifyAll();
            }
          }
        });
  }

  @Test
  void threadThatNobodyNotifies_isNamedWithWhatItWaitsOn() {
    assertFound(
        () -> {
          var condition = new ArrayDeque<Integer>();
          synchronized (condition) {
            condition.wait();
          }
          return null;
        },
        "deadlock",
        "\"main\" #1 waits to be notified");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void permitsOfASemaphore_areNamedWithWhoTookThem(boolean fair) {
    assertFound(
        () -> {
          var semaphore = new Semaphore(4, fair);
          List<Thread> takers =
              Stream.of("gives back", "keeps two", "keeps one")
                  .map(name ->
                      Thread.ofVirtual()
                          .name(name)
                          .start(() -> {
                            semaphore.acquireUninterruptibly(name.endsWith("two") ? 2 : 1);
                            if (name.equals("gives back")) {
                              semaphore.release();
                            }
                          }))
                  .toList();
          for (Thread taker : takers) {
            taker.join();
          }
          assertThat(semaphore.tryAcquire(2, 1, TimeUnit.HOURS)).isFalse();
          semaphore.acquire(2);
          return null;
        },
        "deadlock",
        "\"main\" #1 waits on Semaphore$"
            + (fair ? "FairSync" : "NonfairSync")
            + " @1, held by \"keeps one\" (ended), \"keeps two\" (ended)\n");
  }

  private static Thread lockBoth(String name, ReentrantLock first, ReentrantLock second) {
    return Thread.ofVirtual()
        .name(name)
        .start(() -> {
          first.lock();
          try {
            Thread.sleep(10);
            second.lock();
            second.unlock();
          } catch (InterruptedException e) {
            // Left over.
          } finally {
            first.unlock();
          }
        });
  }

  @Test
  void permitThatNobodyGivesBack_isADeadlock_withItsHolder() {
    assertFound(
        () -> {
          var limiter = Limiter.of("database", 1);
          Op<Object, RuntimeException> forEver =
              () ->
                  limiter.run(() -> {
                    new CountDownLatch(1).await();
                    return 1;
                  });
          return TaskGroup.run(group -> {
            group.start("one", forEver);
            return group.start("other", forEver).await();
          });
        },
        "deadlock",
        "limiter \"database\" (0 of 1 free, 1 waiting), held by \"");
  }

  @Test
  void threadThatIsLeft_isNamed() {
    assertFound(
        () ->
            Thread.ofVirtual()
                .name("forgotten")
                .start(() -> {
                  try {
                    Thread.sleep(1_000_000);
                  } catch (InterruptedException e) {
                    // Left over.
                  }
                }),
        "a thread is left when the program has returned",
        "\"forgotten\" #2 sleeps");
  }

  @Test
  void threadsThatMayBeLeft_areEndedByAnInterrupt() throws Exception {
    var ended = new CountDownLatch(1);
    Simulation.create()
        .allowLeftovers()
        .once(
            1,
            () ->
                Thread.startVirtualThread(() -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    ended.countDown();
                  }
                }));
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void interruptThatIsLeft_isFound() {
    assertFound(
        () -> {
          Thread.currentThread().interrupt();
          return 1;
        },
        "an interrupt is left on the thread of the program");
  }

  @Test
  void failureThatNobodyLooksAt_isFound() {
    assertFound(
        () ->
            TaskGroup.supervise(group -> {
              group.start(
                  "unlucky",
                  () -> {
                    throw new IllegalStateException("boom");
                  });
              return 1;
            }),
        "task \"unlucky\" of group \"group\" failed and nobody looked at it");
  }

  @Test
  void taskThatIgnoresItsCancellation_isFound() {
    assertFound(
        () ->
            TaskGroup.run(group -> {
              Task<?> deaf =
                  group.start(
                      "deaf",
                      () -> {
                        for (int i = 0; i < 100; i++) {
                          try {
                            Thread.sleep(1_000);
                          } catch (InterruptedException e) {
                            // Deaf.
                          }
                        }
                        return 1;
                      });
              Thread.sleep(10);
              deaf.cancel("enough");
              return 1;
            }),
        "task \"deaf\"",
        "ignores its cancellation for more than 10 s");
  }

  @Test
  void threadThatDies_isFound() {
    assertFound(
        () -> {
          Thread.ofVirtual()
              .name("raw")
              .start(() -> {
                throw new IllegalStateException("boom");
              })
              .join();
          return 1;
        },
        "\"raw\" died of java.lang.IllegalStateException: boom");
  }

  @Test
  void resourceThatIsNotClosed_orTwice_isFound() {
    assertFound(() -> Simulation.mustClose("connection"), "connection was opened and not closed");
    assertFound(
        () -> {
          Tracked connection = Simulation.mustClose("connection");
          connection.close();
          connection.close();
          return 1;
        },
        "connection was closed twice");
  }

  @Test
  void programThatNeverEnds_isEndedByItsSteps() {
    assertThatThrownBy(() ->
            Simulation.create()
                .mostSteps(1_000)
                .once(
                    1,
                    () -> {
                      while (true) {
                        Thread.sleep(1);
                      }
                    }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("it has not ended after 1000 steps");
  }

  @Test
  void programThatSpinsUntilSomeTimeHasPassed_ends() throws Exception {
    Simulation.run(
        1,
        () -> {
          long end = System.nanoTime() + 3_600_000_000_000L;
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          long later = System.nanoTime() + 3_600_000_000_000L;
          while (System.nanoTime() < later) {
            Thread.yield();
          }
          return 1;
        });
  }

  @Test
  void deadlockBehindWaitsThatLookAgainEachDay_isNamedAsOne() {
    assertThatThrownBy(() ->
            Simulation.run(
                1,
                () -> {
                  try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                    return executor.submit(() -> {
                      new CountDownLatch(1).await();
                      return 1;
                    });
                  }
                }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageStartingWith(
            "deadlock: every thread waits, and the clock has come to its end, after 146 years");
  }

  @Test
  void sleepForEver_isADeadlock() {
    assertFound(
        () -> {
          Thread.sleep(Long.MAX_VALUE);
          return 1;
        },
        "deadlock: every thread waits, and the clock has come to its end");
  }

  @Test
  void cancelEverywhere_ofAllInterleavings_isReplayed() {
    Op<Object, Exception> program =
        () -> {
          var connection = Simulation.mustClose("connection");
          Tasks.gather(() -> sleep(5), () -> sleep(7));
          connection.close();
          return null;
        };
    Simulation exhaustive = Simulation.create().strategy(Strategy.exhaustive());
    var found =
        catchThrowableOfType(
            SimulationFailure.class, () -> exhaustive.cancelEverywhere(5, program));
    assertThat(found)
        .hasMessageContaining("strategy(Strategy.replay(\"\")).cancelEverywhere(5L, …)");
    var again =
        catchThrowableOfType(
            SimulationFailure.class,
            () -> Simulation.create().strategy(Strategy.replay("")).cancelEverywhere(5, program));
    assertThat(again.trace()).isEqualTo(found.trace());
  }

  private static int sleep(int millis) throws InterruptedException {
    Thread.sleep(millis);
    return millis;
  }
}
