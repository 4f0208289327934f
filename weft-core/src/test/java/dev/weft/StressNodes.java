package dev.weft;

import dev.weft.flow.Batch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Makes the operations of a [StressTree] at random. Each may be run several times, also at once.
final class StressNodes {
  static final int DEPTH = 4;

  private static final List<Kind> ALL = List.of(Kind.values());
  private static final List<Kind> LEAVES =
      List.copyOf(EnumSet.range(Kind.QUICK, Kind.UNINTERRUPTED_WAIT));

  private final StressTree tree;
  private final Random random;
  private final StressSync sync;
  private final StressBridges bridges;
  private final StringBuilder shape = new StringBuilder();
  private final Set<Kind> ran = Collections.synchronizedSet(EnumSet.noneOf(Kind.class));

  /// The first ones have nothing below them.
  enum Kind {
    QUICK,
    SLEEP,
    FAIL,
    VALUE,
    SWALLOW,
    REGION,
    LIMITER,
    SEMAPHORE,
    RATE_LIMITER,
    CHANNEL,
    EVENT,
    UNINTERRUPTED_WAIT,
    GROUP,
    SUPERVISED,
    AWAIT,
    AS_COMPLETED,
    GATHER,
    SETTLE,
    RACE,
    QUORUM,
    HEDGE,
    BATCH,
    OFFLOAD,
    RESOURCE,
    DEADLINE,
    SHIELD,
    CLEAN_UP,
    CANCELS_ITSELF,
    EXECUTOR,
    FUTURES,
    LOOP_CALL,
    RESCHEDULED,
    UNINTERRUPTED_COMBINATOR
  }

  StressNodes(StressTree tree, Random random) {
    this.tree = tree;
    this.random = random;
    this.sync = new StressSync(tree, random);
    this.bridges = new StressBridges(tree, random, this);
  }

  /// The tree, a line for each node.
  String shape() {
    return shape.toString();
  }

  Set<Kind> ran() {
    return ran;
  }

  Op<Object, Exception> node(int depth) {
    Kind kind = oneOf(depth == 0 ? LEAVES : ALL);
    shape.append("  ".repeat(DEPTH - depth)).append(kind).append('\n');
    Op<Object, Exception> op = node(kind, depth - 1);
    return () -> {
      ran.add(kind);
      return tree.watch(op);
    };
  }

  private Op<Object, Exception> node(Kind kind, int below) {
    return switch (kind) {
      case QUICK -> () -> "quick";
      case SLEEP -> sleep(random.nextInt(400_000));
      case FAIL -> fail(random.nextInt(200_000));
      case VALUE -> value(random.nextInt(200_000));
      case SWALLOW -> swallow(random.nextInt(400_000));
      case REGION -> region(random.nextInt(400_000), random.nextBoolean());
      case LIMITER -> limited(random.nextInt(100_000));
      case SEMAPHORE -> permitted(random.nextInt(100_000));
      case RATE_LIMITER -> sync.rateLimited();
      case CHANNEL -> sync.channel();
      case EVENT -> sync.event();
      case UNINTERRUPTED_WAIT -> bridges.uninterruptedWait();
      case GROUP, SUPERVISED -> group(below, kind == Kind.SUPERVISED);
      case AWAIT -> await(below);
      case AS_COMPLETED -> asCompleted(below);
      case GATHER -> taken(nodes(below), Tasks::<Object, Exception>gather);
      case SETTLE -> taken(nodes(below), Tasks::<Object>settle);
      case RACE -> race(below);
      case QUORUM -> quorum(below);
      case HEDGE -> hedge(below);
      case BATCH -> batch(below);
      case OFFLOAD -> offload(below);
      case RESOURCE -> resource(below);
      case DEADLINE -> deadline(below);
      case SHIELD -> shield(below);
      case CLEAN_UP -> cleanUp(below);
      case CANCELS_ITSELF -> selfCancel(below);
      case EXECUTOR -> bridges.executor(below);
      case FUTURES -> bridges.futures(below);
      case LOOP_CALL -> bridges.loopCall(below);
      case RESCHEDULED -> bridges.rescheduled(below);
      case UNINTERRUPTED_COMBINATOR -> bridges.uninterruptedCombinator(below);
    };
  }

  private <T> T oneOf(List<T> several) {
    return several.get(random.nextInt(several.size()));
  }

  List<Op<Object, Exception>> nodes(int depth) {
    List<Op<Object, Exception>> nodes = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      nodes.add(node(depth));
    }
    return nodes;
  }

  private static Op<Object, Exception> sleep(int nanos) {
    return () -> {
      Thread.sleep(Duration.ofNanos(nanos));
      Tasks.checkCancelled();
      return "slept";
    };
  }

  private Op<Object, Exception> fail(int nanos) {
    return () -> {
      Thread.sleep(Duration.ofNanos(nanos));
      throw tree.boom();
    };
  }

  private Op<Object, Exception> value(int nanos) {
    return () -> {
      Thread.sleep(Duration.ofNanos(nanos));
      return tree.value();
    };
  }

  private static Op<Object, Exception> swallow(int nanos) {
    return () -> {
      try {
        Thread.sleep(Duration.ofNanos(nanos));
      } catch (InterruptedException e) {
        Thread.sleep(0, 1);
      }
      return "swallowed";
    };
  }

  /// A call that no interrupt of Weft may hit.
  private Op<Object, Exception> region(int nanos, boolean fails) {
    return () -> {
      var asked = new AtomicBoolean();
      var returned = new AtomicBoolean();
      try {
        return Tasks.<Object, Exception>cancelWith(
            () -> {
              asked.set(true);
              if (returned.get()) {
                tree.breaks("canceller was called after its region had ended");
              }
            },
            () -> {
              long end = System.nanoTime() + nanos;
              while (System.nanoTime() < end && !asked.get()) {
                LockSupport.parkNanos(10_000);
                if (Thread.currentThread().isInterrupted()) {
                  tree.breaks("interrupted inside a region");
                }
              }
              if (asked.get() && fails) {
                throw new IOException("broken off");
              }
              return "called";
            });
      } finally {
        returned.set(true);
      }
    };
  }

  private Op<Object, Exception> limited(int nanos) {
    Op<Object, Exception> op = sleep(nanos);
    // The same thread may hold a permit for another operation that it is in the middle of.
    return () -> tree.limiter.run(new Object(), op);
  }

  private Op<Object, Exception> permitted(int nanos) {
    return () -> {
      tree.semaphore.acquire();
      try {
        Thread.sleep(Duration.ofNanos(nanos));
        return "permitted";
      } finally {
        tree.semaphore.release();
      }
    };
  }

  private Op<Object, Exception> group(int depth, boolean supervised) {
    List<Op<Object, Exception>> children = nodes(depth);
    @Nullable Op<Object, Exception> background = random.nextInt(3) == 0 ? node(depth) : null;
    @Nullable Op<Object, Exception> inBody = random.nextInt(3) == 0 ? node(depth) : null;
    boolean awaits = random.nextBoolean();
    return () -> {
      var running = new AtomicInteger();
      TaskGroup.Body<List<Task<Object>>, Exception> body =
          group -> {
            tree.groups.add(group);
            if (background != null) {
              tree.cancellations.incrementAndGet();
              tree.tasks.add(
                  group.startBackground("background", inside(running, kept(background))));
            }
            List<Task<Object>> started = start(group, running, children);
            if (inBody != null) {
              tree.take(inBody.call());
            }
            if (awaits) {
              joinAll(started);
              return List.of();
            }
            return started;
          };
      List<Task<Object>> started;
      try {
        started =
            supervised ? TaskGroup.supervise("supervised", body) : TaskGroup.run("group", body);
      } finally {
        requireEnded(running);
      }
      for (Task<Object> task : started) {
        tree.take(task.outcome());
      }
      return "group";
    };
  }

  List<Task<Object>> start(
      TaskGroup group, AtomicInteger running, List<Op<Object, Exception>> children) {
    List<Task<Object>> started = new ArrayList<>();
    for (Op<Object, Exception> child : children) {
      Task<Object> task = group.start("child", inside(running, child));
      tree.tasks.add(task);
      started.add(task);
    }
    return started;
  }

  static Op<Object, Exception> inside(AtomicInteger running, Op<Object, Exception> op) {
    return () -> {
      running.incrementAndGet();
      try {
        return op.call();
      } finally {
        running.decrementAndGet();
      }
    };
  }

  void requireEnded(AtomicInteger running) {
    if (running.get() != 0) {
      tree.breaks("a child outlived its group");
    }
  }

  private void joinAll(List<Task<Object>> tasks) throws InterruptedException {
    for (Task<Object> task : tasks) {
      tree.take(task.join());
    }
  }

  /// A child whose value nobody asks for takes it itself.
  private Op<Object, Exception> kept(Op<Object, Exception> op) {
    return () -> {
      tree.take(op.call());
      return "kept";
    };
  }

  private Op<Object, Exception> await(int depth) {
    ReturnWhen when = oneOf(List.of(ReturnWhen.values()));
    @Nullable Duration timeout =
        random.nextBoolean() ? null : Duration.ofNanos(random.nextInt(300_000));
    return observed(
        nodes(depth),
        tasks -> {
          var waited =
              timeout == null ? Tasks.await(tasks, when) : Tasks.await(tasks, when, timeout);
          joinAll(waited.done());
          joinAll(waited.pending());
        });
  }

  private Op<Object, Exception> asCompleted(int depth) {
    return observed(
        nodes(depth), tasks -> Tasks.asCompleted(tasks).forEach(task -> tree.take(task.outcome())));
  }

  /// What is done with the tasks of a supervised group.
  @FunctionalInterface
  private interface Observer {
    void observe(List<Task<Object>> tasks) throws InterruptedException;
  }

  private Op<Object, Exception> observed(List<Op<Object, Exception>> children, Observer observer) {
    return () -> {
      var running = new AtomicInteger();
      try {
        return TaskGroup.supervise(
            "observed",
            group -> {
              tree.groups.add(group);
              observer.observe(start(group, running, children));
              return "observed";
            });
      } finally {
        requireEnded(running);
      }
    };
  }

  private Op<Object, Exception> taken(
      List<Op<Object, Exception>> ops, ItemOp<List<Op<Object, Exception>>, ?, Exception> with) {
    return () -> {
      tree.take(with.call(ops));
      return "taken";
    };
  }

  /// Operations whose failures nobody else tells when another one has won.
  List<Op<Object, Exception>> telling(List<Op<Object, Exception>> ops) {
    return ops.stream().map(this::telling).toList();
  }

  private Op<Object, Exception> telling(Op<Object, Exception> op) {
    return () -> {
      try {
        return op.call();
      } catch (Exception e) {
        tree.collect(e);
        throw e;
      }
    };
  }

  private Op<Object, Exception> race(int depth) {
    return contest(taken(telling(nodes(depth)), Tasks::<Object, Exception>race));
  }

  private Op<Object, Exception> quorum(int depth) {
    List<Op<Object, Exception>> ops = telling(nodes(depth));
    int needed = random.nextInt(ops.size() + 1);
    return contest(taken(ops, all -> Tasks.<Object, Exception>quorum(needed, all)));
  }

  private Op<Object, Exception> contest(Op<Object, Exception> op) {
    return () -> {
      // Whoever decides it cancels the others.
      tree.cancellations.incrementAndGet();
      return op.call();
    };
  }

  private Op<Object, Exception> hedge(int depth) {
    Op<Object, Exception> op = telling(node(depth));
    Duration delay = Duration.ofNanos(random.nextInt(200_000));
    return () -> {
      tree.cancellations.incrementAndGet();
      tree.take(Tasks.<Object, Exception>hedge(delay, 3, op));
      return "hedged";
    };
  }

  private Op<Object, Exception> batch(int depth) {
    List<Op<Object, Exception>> ops = nodes(depth);
    int concurrency = 1 + random.nextInt(3);
    boolean settles = random.nextBoolean();
    return () -> {
      Batch<Op<Object, Exception>> batch = Batch.over(ops).concurrency(concurrency);
      tree.take(settles ? batch.<Object>settle(Op::call) : batch.<Object, Exception>map(Op::call));
      return "batch";
    };
  }

  private Op<Object, Exception> offload(int depth) {
    Op<Object, Exception> op = node(depth);
    return () -> Offload.cores().<Object, Exception>call(op);
  }

  private Op<Object, Exception> resource(int depth) {
    Op<Object, Exception> op = node(depth);
    return () -> Resources.<StressTree.Value, Object, Exception>use(tree::value, _ -> op.call());
  }

  private Op<Object, Exception> deadline(int depth) {
    Op<Object, Exception> op = node(depth);
    Duration budget = Duration.ofNanos(random.nextInt(500_000));
    return () -> {
      tree.cancellations.incrementAndGet();
      return Deadline.within(budget, op);
    };
  }

  private Op<Object, Exception> shield(int depth) {
    Op<Object, Exception> op = node(depth);
    return () ->
        Shield.run(
            Duration.ofSeconds(20),
            () -> {
              Tasks.checkCancelled();
              return op.call();
            });
  }

  /// An operation with a shielded clean-up, which may fail.
  private Op<Object, Exception> cleanUp(int depth) {
    Op<Object, Exception> op = node(depth);
    Op<Object, Exception> after = node(depth);
    return () -> {
      try {
        return op.call();
      } catch (Exception e) {
        tree.collect(e);
        tree.take(Shield.run(Duration.ofSeconds(20), after));
        throw e;
      }
    };
  }

  private Op<Object, Exception> selfCancel(int depth) {
    Op<Object, Exception> op = node(depth);
    return () -> {
      tree.cancellations.incrementAndGet();
      return TaskGroup.run(
          "self",
          group -> {
            tree.groups.add(group);
            Task<Object> task = group.start("child", op);
            tree.tasks.add(task);
            group.cancel("self");
            return task.await();
          });
    };
  }
}
