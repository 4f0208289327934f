package dev.weft.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Outcome;
import dev.weft.Task;
import dev.weft.TaskFailedException;
import dev.weft.TaskGroup;
import dev.weft.TaskState;
import dev.weft.Waits;
import dev.weft.sync.Channel;
import dev.weft.sync.Event;
import dev.weft.sync.Limiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/// What `docs/from-asyncio.md` names in place of asyncio's locks and queues does its work among
/// tasks: it lets the others run while one waits, and loses nothing to a cancelled waiter.
@OnEveryScheduler
@SuppressWarnings("ThreadPriorityCheck") // a yield makes more interleavings; nothing relies on it
class JdkPrimitivesTest {
  private static final int TASKS = 8;
  private static final int ROUNDS = 50;

  /// The plain field that the primitives protect.
  private int counter;

  @Test
  void semaphore_letsInAsManyAsItHasPermits() throws Exception {
    var semaphore = new Semaphore(2, true);
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    inTasks(() -> {
      semaphore.acquire();
      try {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        Thread.yield();
        inside.decrementAndGet();
      } finally {
        semaphore.release();
      }
    });
    assertThat(most.get()).isBetween(1, 2);
    assertThat(semaphore.availablePermits()).isEqualTo(2);
  }

  @Test
  void semaphore_servesInOrder_andSkipsAWaiterThatWasCancelled() throws Exception {
    var semaphore = new Semaphore(0, true);
    List<String> served = Collections.synchronizedList(new ArrayList<>());
    TaskGroup.run(group -> {
      var waiters = new ArrayList<Task<?>>();
      for (String name : List.of("first", "second", "third")) {
        int before = semaphore.getQueueLength();
        waiters.add(
            group.start(
                name,
                () -> {
                  semaphore.acquire();
                  served.add(name);
                  return semaphore;
                }));
        Waits.until(name + " waits", () -> semaphore.getQueueLength() > before);
      }
      waiters.get(1).cancel("not needed");
      assertThat(waiters.get(1).join()).isInstanceOf(Outcome.Cancelled.class);
      semaphore.release();
      waiters.get(0).await();
      semaphore.release();
      waiters.get(2).await();
      return null;
    });
    assertThat(served).containsExactly("first", "third");
    assertThat(semaphore.availablePermits()).isZero();
  }

  @Test
  void semaphore_waitsForAtMostItsTimeout() throws Exception {
    var semaphore = new Semaphore(0);
    TaskGroup.run(group -> {
      var late = group.start("late", () -> semaphore.tryAcquire(1, TimeUnit.MILLISECONDS));
      assertThat(late.await()).isFalse();
      var inTime = group.start("in time", () -> semaphore.tryAcquire(1, TimeUnit.MINUTES));
      semaphore.release();
      assertThat(inTime.await()).isTrue();
      return null;
    });
  }

  @Test
  void limiter_boundsLikeASemaphore_andRefusesAReleaseWithoutAnAcquire() throws Exception {
    var limiter = Limiter.of(1);
    inTasks(() ->
        limiter.run(() -> {
          increment();
          return null;
        }));
    assertThat(counter).isEqualTo(TASKS * ROUNDS);
    assertThatThrownBy(limiter::release).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void lock_isHeldByOne() throws Exception {
    var lock = new ReentrantLock(true);
    inTasks(() -> {
      lock.lockInterruptibly();
      try {
        increment();
      } finally {
        lock.unlock();
      }
    });
    assertThat(counter).isEqualTo(TASKS * ROUNDS);
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void lock_isNotTakenByAWaiterThatWasCancelled() throws Exception {
    var lock = new ReentrantLock(true);
    TaskGroup.run(group -> {
      lock.lock();
      try {
        var waiter =
            group.start(
                "waiter",
                () -> {
                  lock.lockInterruptibly();
                  return null;
                });
        Waits.until("the task waits", lock::hasQueuedThreads);
        waiter.cancel("not needed");
        assertThat(waiter.join()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(lock.isHeldByCurrentThread()).isTrue();
      } finally {
        lock.unlock();
      }
      return null;
    });
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void condition_wakesOne_orAll() throws Exception {
    var lock = new ReentrantLock();
    Condition changed = lock.newCondition();
    var woken = new AtomicInteger();
    TaskGroup.run(group -> {
      for (int i = 0; i < TASKS; i++) {
        group.start(() -> {
          lock.lockInterruptibly();
          try {
            while (counter == 0) {
              changed.await();
            }
            counter--;
            woken.incrementAndGet();
          } finally {
            lock.unlock();
          }
          return null;
        });
      }
      Waits.until("all wait", () -> waiting(lock, changed) == TASKS);
      lock.lockInterruptibly();
      try {
        counter = 1;
        changed.signal();
      } finally {
        lock.unlock();
      }
      Waits.until("one is awake", () -> woken.get() == 1);
      assertThat(waiting(lock, changed)).isEqualTo(TASKS - 1);
      lock.lockInterruptibly();
      try {
        counter = TASKS;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      return null;
    });
    assertThat(woken.get()).isEqualTo(TASKS);
  }

  private static int waiting(ReentrantLock lock, Condition condition) {
    lock.lock();
    try {
      return lock.getWaitQueueLength(condition);
    } finally {
      lock.unlock();
    }
  }

  @Test
  void event_releasesAll_andCanBeClearedAgain() throws Exception {
    var event = new Event();
    TaskGroup.run(group -> {
      List<Task<Integer>> tasks = startAll(group, event::await);
      untilAllWait(tasks);
      event.set();
      for (Task<Integer> task : tasks) {
        task.await();
      }
      event.clear();
      var next = group.start("next", () -> event.await(Duration.ofMillis(1)));
      assertThat(next.await()).isFalse();
      return null;
    });
  }

  @Test
  void latch_releasesAll() throws Exception {
    var latch = new CountDownLatch(1);
    TaskGroup.run(group -> {
      untilAllWait(startAll(group, latch::await));
      latch.countDown();
      return null;
    });
    assertThat(latch.getCount()).isZero();
  }

  @Test
  void barrier_releasesItsPartiesTogether_roundAfterRound() throws Exception {
    var barrier = new CyclicBarrier(TASKS, () -> counter++);
    TaskGroup.run(group ->
        startAll(
            group,
            () -> {
              for (int round = 1; round <= ROUNDS; round++) {
                awaitUnbroken(barrier);
                assertThat(counter).isEqualTo(round);
              }
            }));
    assertThat(counter).isEqualTo(ROUNDS);
    assertThat(barrier.isBroken()).isFalse();
  }

  private static void awaitUnbroken(CyclicBarrier barrier) throws InterruptedException {
    try {
      barrier.await();
    } catch (BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void barrier_isBrokenByAWaiterThatIsCancelled_untilItIsReset() throws Exception {
    var barrier = new CyclicBarrier(3);
    TaskGroup.supervise(group -> {
      Task<Integer> cancelled = group.start("cancelled", barrier::await);
      Task<Integer> other = group.start("other", barrier::await);
      Waits.until("both wait", () -> barrier.getNumberWaiting() == 2);
      cancelled.cancel("not needed");
      assertThat(cancelled.join()).isInstanceOf(Outcome.Cancelled.class);
      assertThatThrownBy(other::await)
          .isInstanceOf(TaskFailedException.class)
          .hasCauseInstanceOf(BrokenBarrierException.class);
      return null;
    });
    assertThat(barrier.isBroken()).isTrue();
    barrier.reset();
    assertThat(barrier.isBroken()).isFalse();
  }

  @Test
  void phaser_losesAPartyThatLeaves() throws Exception {
    var phaser = new Phaser(2);
    TaskGroup.run(group -> {
      var waiter = group.start("waiter", () -> phaser.awaitAdvanceInterruptibly(phaser.arrive()));
      Waits.until("one has arrived", () -> phaser.getArrivedParties() == 1);
      phaser.arriveAndDeregister();
      assertThat(waiter.await()).isEqualTo(1);
      return null;
    });
  }

  @Test
  void queue_holdsBackItsProducer_andKeepsTheOrder() throws Exception {
    List<Integer> taken = new ArrayList<>();
    var queue = new ArrayBlockingQueue<Integer>(2, true);
    TaskGroup.run(group -> {
      var producer = group.start("producer", () -> putAll(queue));
      Waits.until("the queue is full", () -> queue.remainingCapacity() == 0);
      assertThat(producer.isDone()).isFalse();
      for (int i = 0; i < ROUNDS; i++) {
        taken.add(queue.take());
      }
      return null;
    });
    assertThat(taken).hasSize(ROUNDS).isSorted();
  }

  @Test
  void queue_keepsTheItemOfATakerThatWasCancelled() throws Exception {
    var queue = new LinkedBlockingQueue<Integer>();
    TaskGroup.run(group -> {
      var taker = group.start("taker", queue::take);
      Waits.until("it waits", () -> taker.state() == TaskState.WAITING);
      taker.cancel("not needed");
      assertThat(taker.join()).isInstanceOf(Outcome.Cancelled.class);
      queue.put(7);
      assertThat(group.start("next", queue::take).await()).isEqualTo(7);
      return null;
    });
  }

  private static Integer putAll(BlockingQueue<Integer> queue) throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      queue.put(i);
    }
    return ROUNDS;
  }

  @Test
  void priorityQueue_servesTheSmallestFirst() throws Exception {
    var queue = new PriorityBlockingQueue<Integer>();
    TaskGroup.run(group -> {
      var early = group.start("early", queue::take);
      queue.put(9);
      assertThat(early.await()).isEqualTo(9);
      Collections.addAll(queue, 3, 1, 2);
      assertThat(List.of(queue.take(), queue.take(), queue.take())).containsExactly(1, 2, 3);
      return null;
    });
  }

  @Test
  void deque_isAStack_thatHoldsBackItsProducer() throws Exception {
    var stack = new LinkedBlockingDeque<Integer>(2);
    TaskGroup.run(group -> {
      stack.putFirst(1);
      stack.putFirst(2);
      var producer =
          group.start(
              "producer",
              () -> {
                stack.putFirst(3);
                return null;
              });
      assertThat(stack.takeFirst()).isEqualTo(2);
      producer.await();
      assertThat(stack.takeFirst()).isEqualTo(3);
      assertThat(stack.takeFirst()).isEqualTo(1);
      return null;
    });
  }

  @Test
  void channel_endsItsReceiversWhenItIsClosedAndEmpty() throws Exception {
    Channel<Integer> channel = Channel.bounded(2);
    var received = new AtomicInteger();
    TaskGroup.run(group -> {
      startAll(group, () -> channel.forEach(item -> received.addAndGet(item)));
      try (channel) {
        for (int i = 0; i < ROUNDS; i++) {
          channel.send(1);
        }
      }
      return null;
    });
    assertThat(received.get()).isEqualTo(ROUNDS);
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  private static void untilAllWait(List<Task<Integer>> tasks) throws InterruptedException {
    Waits.until(
        "all wait", () -> tasks.stream().allMatch(task -> task.state() == TaskState.WAITING));
  }

  private static List<Task<Integer>> startAll(TaskGroup group, Step step) {
    var tasks = new ArrayList<Task<Integer>>();
    for (int i = 0; i < TASKS; i++) {
      int number = i;
      tasks.add(
          group.start(
              "task " + i,
              () -> {
                step.run();
                return number;
              }));
    }
    return tasks;
  }

  /// Runs the step many times in each of several tasks.
  private static void inTasks(Step step) throws InterruptedException {
    TaskGroup.run(group ->
        startAll(
            group,
            () -> {
              for (int round = 0; round < ROUNDS; round++) {
                step.run();
              }
            }));
  }

  /// Loses counts if two are in here at once, also on a loop.
  private void increment() {
    int before = counter;
    Thread.yield();
    counter = before + 1;
  }
}
