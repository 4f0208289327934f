package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.loop.EventLoop;
import dev.weft.sync.Limiter;
import dev.weft.sync.RateLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One tree of the stress test: what its operations did, and whether anything of it was lost.
final class StressTree {
  static final int PERMITS = 2;

  final Limiter limiter = Limiter.of(PERMITS);
  final RateLimiter rate = RateLimiter.tokenBucket(20, Duration.ofMillis(1), 5);
  final Semaphore semaphore = new Semaphore(PERMITS);
  final Queue<TaskGroup> groups = new ConcurrentLinkedQueue<>();
  final Queue<Task<?>> tasks = new ConcurrentLinkedQueue<>();
  final Queue<Deadline> deadlines = new ConcurrentLinkedQueue<>();

  /// A loop that is there for all trees.
  final EventLoop loop;

  /// Cancellations that were asked for, by whoever.
  final AtomicInteger cancellations = new AtomicInteger();

  private final AtomicInteger live = new AtomicInteger();
  private final Queue<Boom> booms = new ConcurrentLinkedQueue<>();
  private final Queue<Value> values = new ConcurrentLinkedQueue<>();
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();
  private final Set<Throwable> told =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
  private final AtomicBoolean over = new AtomicBoolean();
  private @Nullable Throwable out;

  StressTree(EventLoop loop) {
    this.loop = loop;
  }

  /// A failure that an operation of the tree made.
  static final class Boom extends Exception {
    private static final long serialVersionUID = 1L;

    Boom(int number) {
      super("boom " + number);
    }
  }

  /// What must be delivered or closed, or, if it is a resource, closed.
  static final class Value implements AutoCloseable {
    private final AtomicInteger ends = new AtomicInteger();

    @Override
    public void close() {
      ends.incrementAndGet();
    }
  }

  Boom boom() {
    var boom = new Boom(booms.size());
    booms.add(boom);
    return boom;
  }

  Value value() {
    var value = new Value();
    values.add(value);
    return value;
  }

  void breaks(String rule) {
    broken.add(rule);
  }

  /// Runs an operation of the tree and looks at what it leaves behind on its thread.
  Object watch(Op<Object, Exception> op) throws Exception {
    live.incrementAndGet();
    try {
      return op.call();
    } finally {
      live.decrementAndGet();
      boolean interrupted = Thread.currentThread().isInterrupted();
      Scope scope = Strand.currentScope();
      if (interrupted && (scope == null || scope.cancellation() == null)) {
        breaks("an interrupt was left over where nothing is cancelled");
      }
    }
  }

  void grow(Op<Object, Exception> root, Random random) throws InterruptedException {
    List<Thread> outsiders = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      long seed = random.nextLong();
      outsiders.add(Thread.ofVirtual().start(() -> disturb(new Random(seed))));
    }
    try {
      take(root.call());
    } catch (Throwable t) {
      out = t;
      collect(t);
    }
    over.set(true);
    for (Thread outsider : outsiders) {
      outsider.join();
    }
  }

  private void disturb(Random mine) {
    while (!over.get()) {
      LockSupport.parkNanos(mine.nextInt(300_000));
      deadlines.stream()
          .skip(mine.nextInt(deadlines.size() + 1))
          .findFirst()
          .ifPresent(deadline -> move(deadline, Duration.ofNanos(mine.nextInt(500_000))));
      if (mine.nextBoolean()) {
        groups.stream()
            .skip(mine.nextInt(groups.size() + 1))
            .findFirst()
            .ifPresent(group -> group.cancel("outsider"));
      } else {
        tasks.stream()
            .skip(mine.nextInt(tasks.size() + 1))
            .findFirst()
            .ifPresent(task -> task.cancel("outsider"));
      }
      cancellations.incrementAndGet();
      if (mine.nextInt(4) == 0) {
        return;
      }
    }
  }

  /// Moves a deadline, if it is not over.
  static void move(Deadline deadline, Duration fromNow) {
    try {
      deadline.reschedule(fromNow);
    } catch (IllegalStateException e) {
      // It was over.
    }
  }

  void check() {
    assertThat(broken).isEmpty();
    assertThat(live).as("operations that outlive the tree").hasValue(0);
    assertThat(Thread.interrupted()).as("interrupt left over").isFalse();
    assertThat(Strand.current()).isNull();
    assertThat(limiter.statistics().borrowed()).as("permits that were kept").isZero();
    assertThat(limiter.statistics().waiting()).as("places in line that were kept").isZero();
    assertThat(rate).asString().contains("; 0 waiting");
    assertThat(loop.stats().tasks()).as("tasks that were left on the loop").isZero();
    assertThat(semaphore.availablePermits()).isEqualTo(PERMITS);
    for (Task<?> task : tasks) {
      assertThat(task.isDone()).as(task.toString()).isTrue();
    }
    for (Value value : values) {
      assertThat(value.ends.get()).as("ends of a value").isEqualTo(1);
    }
    if (out != null) {
      assertThat(out)
          .isInstanceOfAny(
              Boom.class,
              TaskFailedException.class,
              TaskCancelledException.class,
              DeadlineExceededException.class,
              CancelledException.class);
    }
    for (Throwable t : told) {
      assertThat(t)
          .isNotInstanceOfAny(WeftBug.class, AssertionError.class, NullPointerException.class);
      if (t instanceof CancelledException) {
        assertThat(cancellations.get() + booms.size()).as("reasons for " + t).isPositive();
      }
    }
    for (Boom boom : booms) {
      if (!told.contains(boom)) {
        throw new AssertionError(boom.getMessage() + " was lost; out came " + out, boom);
      }
    }
  }

  /// Notes everything that `t` tells, however deep; what it suppresses may grow, so anew each time.
  void collect(@Nullable Throwable t) {
    collect(t, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private void collect(@Nullable Throwable t, Set<Throwable> visited) {
    if (t != null && visited.add(t)) {
      told.add(t);
      collect(t.getCause(), visited);
      for (Throwable other : t.getSuppressed()) {
        collect(other, visited);
      }
    }
  }

  /// Takes what was delivered.
  void take(@Nullable Object result) {
    switch (result) {
      case Value value -> value.ends.incrementAndGet();
      case List<?> many -> many.forEach(this::take);
      case Outcome.Success<?>(var value) -> take(value);
      case Outcome.Failure<?>(var cause) -> collect(cause);
      case null, default -> {}
    }
  }
}
