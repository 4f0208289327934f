package dev.weft.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Op;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Ten bugs that everybody has written once: each is found within a thousand seeds, and its fixed
/// twin passes ten thousand.
@SuppressWarnings("LockNotBeforeTry") // bugs on purpose
class ClassicBugsTest {
  private static final int SEEDS_TO_FIND = 1_000;
  private static final int SEEDS_TO_PASS = 10_000;

  private record Bug(String name, Op<?, ?> wrong, Op<?, ?> right) {}

  /// A moment in which something else may happen: a query, a call.
  private static void work() throws InterruptedException {
    Thread.sleep(Duration.ofMillis(Simulation.random().nextInt(1, 4)));
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  private static List<Integer> two() {
    return List.of(0, 1);
  }

  @TestFactory
  Stream<DynamicTest> bug_isFound_andItsFixedTwinPasses() {
    return Stream.of(
            new Bug("lost wake-up", () -> wakeUp(false), () -> wakeUp(true)),
            new Bug("check, then act", () -> bookSeat(false), () -> bookSeat(true)),
            new Bug("order of locks", () -> lockBoth(false), () -> lockBoth(true)),
            new Bug("permit lost on cancel", () -> borrow(false), () -> borrow(true)),
            new Bug("rate limiter that waits with its lock", () -> limit(false), () -> limit(true)),
            new Bug("closed twice", () -> close(false), () -> close(true)),
            new Bug("result lost on time-out", () -> open(false), () -> open(true)),
            new Bug("starvation by an unfair queue", () -> serve(false), () -> serve(true)),
            new Bug("dining philosophers", () -> dine(false), () -> dine(true)),
            new Bug("lost update of a balance", () -> transfer(false), () -> transfer(true)))
        .map(bug -> DynamicTest.dynamicTest(bug.name(), () -> check(bug)));
  }

  private static void check(Bug bug) throws InterruptedException {
    Throwable found = catchThrowable(() -> Simulation.create().explore(SEEDS_TO_FIND, bug.wrong()));
    assertThat(found).as(bug.name()).isInstanceOf(SimulationFailure.class);
    long seed = ((SimulationFailure) found).seed();
    assertThat(catchThrowable(() -> Simulation.run(seed, bug.wrong())))
        .as("again under seed " + seed)
        .isNotNull();
    Exploration passed = Simulation.create().explore(SEEDS_TO_PASS, bug.right());
    assertThat(passed.runs()).isGreaterThanOrEqualTo(SEEDS_TO_PASS);
    System.out.println(bug.name() + ": found under seed " + seed);
  }

  /// Looks at the condition before it takes the lock: the signal may come in between.
  private static Object wakeUp(boolean right) throws InterruptedException {
    var lock = new ReentrantLock();
    Condition changed = lock.newCondition();
    boolean[] ready = new boolean[1];
    return Tasks.gather(
        () -> {
          if (right || !ready[0]) {
            if (!right) {
              work();
            }
            lock.lock();
            try {
              while (right ? !ready[0] : true) {
                changed.await();
                if (ready[0]) {
                  break;
                }
              }
            } finally {
              lock.unlock();
            }
          }
          return 1;
        },
        () -> {
          work();
          lock.lock();
          try {
            ready[0] = true;
            changed.signalAll();
          } finally {
            lock.unlock();
          }
          return 2;
        });
  }

  private static Object bookSeat(boolean right) throws InterruptedException {
    var lock = new Semaphore(1);
    List<Integer> passengers = new ArrayList<>();
    Tasks.gather(
        two(),
        passenger -> {
          work();
          if (right) {
            lock.acquire();
          }
          try {
            if (passengers.isEmpty()) {
              work();
              passengers.add(passenger);
            }
          } finally {
            if (right) {
              lock.release();
            }
          }
          return 1;
        });
    require(passengers.size() == 1, "the seat is sold to " + passengers);
    return passengers;
  }

  private static Object lockBoth(boolean right) throws InterruptedException {
    var locks = List.of(new ReentrantLock(), new ReentrantLock());
    return Tasks.gather(
        two(),
        i -> {
          ReentrantLock first = locks.get(right ? 0 : i);
          ReentrantLock second = locks.get(right ? 1 : 1 - i);
          work();
          first.lock();
          try {
            work();
            second.lock();
            second.unlock();
          } finally {
            first.unlock();
          }
          return i;
        });
  }

  /// Works between the permit and the try that gives it back.
  private static Object borrow(boolean right) throws InterruptedException {
    var permits = new Semaphore(1);
    try {
      Deadline.within(
          Duration.ofMillis(Simulation.random().nextInt(1, 10)),
          () -> {
            work();
            permits.acquire();
            if (!right) {
              work();
            }
            try {
              work();
              return 1;
            } finally {
              permits.release();
            }
          });
    } catch (DeadlineExceededException e) {
      // What matters is what it leaves behind.
    }
    require(permits.availablePermits() == 1, "the permit is lost");
    return 1;
  }

  /// As in the lesson: who has to wait calls itself again, with the lock in its hand.
  private static Object limit(boolean right) throws InterruptedException {
    var limiter = new LessonsLimiter(right);
    return Tasks.gather(
        IntStream.range(0, 5).boxed().toList(),
        i -> {
          work();
          limiter.acquire();
          return i;
        });
  }

  private static final class LessonsLimiter {
    private final Semaphore lock = new Semaphore(1);
    private final ArrayDeque<Long> calls = new ArrayDeque<>();
    private final boolean right;

    LessonsLimiter(boolean right) {
      this.right = right;
    }

    void acquire() throws InterruptedException {
      while (true) {
        long wait = 0;
        lock.acquire();
        try {
          long now = System.nanoTime();
          while (!calls.isEmpty() && now - calls.getFirst() >= 1_000_000_000L) {
            calls.removeFirst();
          }
          if (calls.size() < 3) {
            calls.add(now);
            return;
          }
          wait = 1_000_000_000L - (now - calls.getFirst());
          if (!right) {
            Thread.sleep(Duration.ofNanos(wait));
            acquire();
            return;
          }
        } finally {
          lock.release();
        }
        Thread.sleep(Duration.ofNanos(wait));
      }
    }
  }

  /// Two who see that it is open.
  private static Object close(boolean right) throws InterruptedException {
    Tracked connection = Simulation.mustClose("connection");
    boolean[] closed = new boolean[1];
    return Tasks.gather(
        two(),
        i -> {
          work();
          if (!closed[0]) {
            if (right) {
              closed[0] = true;
            }
            work();
            connection.close();
            closed[0] = true;
          }
          return i;
        });
  }

  /// Nobody closes what comes too late.
  private static Object open(boolean right) throws InterruptedException {
    if (right) {
      try (Tracked _ =
          Deadline.within(
              Duration.ofMillis(2),
              () -> {
                work();
                return Simulation.mustClose("connection");
              })) {
        return 1;
      } catch (DeadlineExceededException e) {
        return 2;
      }
    }
    var connecting = new CompletableFuture<Tracked>();
    Thread connector =
        Thread.startVirtualThread(() -> {
          try {
            work();
            connecting.complete(Simulation.mustClose("connection"));
          } catch (InterruptedException e) {
            connecting.completeExceptionally(e);
          }
        });
    try {
      connecting.get(2, TimeUnit.MILLISECONDS).close();
    } catch (TimeoutException e) {
      // Whoever called goes on without it.
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
    connector.join();
    return 1;
  }

  /// Serves who came last first: who came first may wait for ever.
  private static Object serve(boolean right) throws InterruptedException {
    ArrayDeque<Long> waiting = new ArrayDeque<>();
    return TaskGroup.run(group -> {
      group.start(
          "guests",
          () -> {
            for (int i = 0; i < 30; i++) {
              waiting.addLast(System.nanoTime());
              work();
            }
            return 1;
          });
      for (int served = 0; served < 30; ) {
        work();
        Long came = right ? waiting.pollFirst() : waiting.pollLast();
        if (came != null) {
          served++;
          require(
              System.nanoTime() - came < Duration.ofMillis(60).toNanos(),
              "a guest has waited for " + Duration.ofNanos(System.nanoTime() - came));
        }
      }
      return 1;
    });
  }

  private static Object dine(boolean right) throws InterruptedException {
    List<Semaphore> forks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      forks.add(new Semaphore(1));
    }
    return Tasks.gather(
        IntStream.range(0, 4).boxed().toList(),
        i -> {
          List<Integer> mine = new ArrayList<>(List.of(i, (i + 1) % 4));
          if (right) {
            Collections.sort(mine);
          }
          work();
          forks.get(mine.get(0)).acquire();
          work();
          forks.get(mine.get(1)).acquire();
          work();
          mine.forEach(fork -> forks.get(fork).release());
          return i;
        });
  }

  /// Reads a balance, works, and writes it.
  private static Object transfer(boolean right) throws InterruptedException {
    int[] balances = {100, 100, 100};
    List<Semaphore> locks = List.of(new Semaphore(1), new Semaphore(1), new Semaphore(1));
    Tasks.gather(
        List.of(0, 1, 2),
        from -> {
          int to = (from + 1) % 3;
          work();
          if (right) {
            locks.get(Math.min(from, to)).acquire();
            locks.get(Math.max(from, to)).acquire();
          }
          int ofFrom = balances[from];
          int ofTo = balances[to];
          work();
          balances[from] = ofFrom - 10;
          balances[to] = ofTo + 10;
          if (right) {
            locks.get(from).release();
            locks.get(to).release();
          }
          return 1;
        });
    require(IntStream.of(balances).sum() == 300, "money is lost: " + IntStream.of(balances).sum());
    return 1;
  }
}
