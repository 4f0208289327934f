package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.flow.Batch;
import dev.weft.loop.EventLoop;
import dev.weft.sync.Limiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random trees of everything at once, with cancellations from outside at random moments.
///
/// `-Dweft.seed=…` runs the tree of one seed again (the tree is the same, its timing is not);
/// `-Dweft.stress.seconds=…` says for how long to go on, on both schedulers together.
@Tag("slow")
class TaskTreeStressTest {
  private static final int DEPTH = 4;
  private static final List<String> KINDS =
      List.of(
          "quick",
          "sleep",
          "fail",
          "value",
          "swallow",
          "region",
          "limiter",
          "group",
          "supervised",
          "gather",
          "settle",
          "deadline",
          "shield",
          "clean-up",
          "cancels itself",
          "race",
          "resource",
          "offload",
          "batch");

  @Test
  void nothingIsLost_inAnyTree() throws Exception {
    stress(Tree::grow);
  }

  @Test
  void nothingIsLost_inAnyTree_onALoop() throws Exception {
    stress(tree ->
        EventLoop.run(() -> {
          tree.grow();
          return null;
        }));
  }

  private interface Grower {
    void grow(Tree tree) throws InterruptedException;
  }

  /// Grows trees for half of the time that the stress run is given.
  private static void stress(Grower grower) throws Exception {
    Long given = Long.getLong("weft.seed");
    long end =
        System.nanoTime()
            + Duration.ofSeconds(Long.getLong("weft.stress.seconds", 60)).toNanos() / 2;
    long seed = given != null ? given : System.nanoTime();
    int kinds = 0;
    int trees = 0;
    do {
      var tree = new Tree(seed);
      try (var _ = new CapturedLog(tree::collect)) {
        grower.grow(tree);
        tree.check();
      } catch (Throwable t) {
        throw new AssertionError("run it again with -Dweft.seed=" + seed + "\n" + tree.shape, t);
      }
      kinds |= tree.seen.get();
      trees++;
      seed = given != null ? seed : seed * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
    } while (System.nanoTime() < end);
    System.out.println(trees + " trees");
    if (given == null && trees > 200) {
      assertThat(Integer.bitCount(kinds))
          .as("kinds of nodes that were run")
          .isEqualTo(KINDS.size());
    }
  }

  /// A failure that an operation of the tree made.
  private static final class Boom extends Exception {
    private static final long serialVersionUID = 1L;

    Boom(int number) {
      super("boom " + number);
    }
  }

  /// A value that must be delivered or closed, or a resource that must be closed.
  private static final class Value implements AutoCloseable {
    final AtomicInteger ends = new AtomicInteger();

    @Override
    public void close() {
      ends.incrementAndGet();
    }
  }

  private static final class Tree {
    final AtomicInteger live = new AtomicInteger();
    final AtomicInteger seen = new AtomicInteger();
    final AtomicInteger cancellations = new AtomicInteger();
    final Queue<Boom> booms = new ConcurrentLinkedQueue<>();
    final Set<Throwable> told =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    final Queue<Value> values = new ConcurrentLinkedQueue<>();
    final Queue<TaskGroup> groups = new ConcurrentLinkedQueue<>();
    final Queue<Task<?>> tasks = new ConcurrentLinkedQueue<>();
    final Queue<String> broken = new ConcurrentLinkedQueue<>();
    final StringBuilder shape = new StringBuilder();
    final Limiter permits = Limiter.of("permits", 2);
    private final Random random;
    private final AtomicBoolean over = new AtomicBoolean();
    @Nullable Throwable out;

    Tree(long seed) {
      random = new Random(seed);
    }

    void grow() throws InterruptedException {
      Op<Object, Exception> root = node(DEPTH);
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
      if (Thread.interrupted()) {
        broken.add("an interrupt is left over");
      }
      for (Thread outsider : outsiders) {
        outsider.join();
      }
    }

    void check() {
      assertThat(broken).isEmpty();
      assertThat(live).as("operations that outlive the tree").hasValue(0);
      assertThat(permits.statistics().borrowed()).as("permits that are not back").isZero();
      assertThat(permits.statistics().waiting()).as("waiters that are left").isZero();
      assertThat(Strand.current()).isNull();
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

    private void disturb(Random mine) {
      while (!over.get()) {
        LockSupport.parkNanos(mine.nextInt(300_000));
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

    /// Notes everything that `t` tells, however deep; what it suppresses may grow, so anew each
    /// time.
    private void collect(@Nullable Throwable t) {
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

    private void take(@Nullable Object result) {
      switch (result) {
        case Value value -> value.ends.incrementAndGet();
        case List<?> many -> many.forEach(this::take);
        case Outcome.Success<?>(var value) -> take(value);
        case Outcome.Failure<?>(var cause) -> collect(cause);
        case null, default -> {}
      }
    }

    private <T> Op<T, Exception> counted(int kind, Op<T, Exception> op) {
      return () -> {
        seen.accumulateAndGet(1 << kind, (a, b) -> a | b);
        live.incrementAndGet();
        try {
          return op.call();
        } finally {
          live.decrementAndGet();
        }
      };
    }

    private Op<Object, Exception> node(int depth) {
      int kind = random.nextInt(depth == 0 ? 7 : KINDS.size());
      shape.append("  ".repeat(DEPTH - depth)).append(KINDS.get(kind)).append('\n');
      return counted(
          kind,
          switch (kind) {
            case 0 -> () -> "quick";
            case 1 -> sleep(random.nextInt(400_000));
            case 2 -> fail(random.nextInt(200_000));
            case 3 -> value(random.nextInt(200_000));
            case 4 -> swallow(random.nextInt(400_000));
            case 5 -> region(random.nextInt(400_000), random.nextBoolean());
            case 6 -> limiter(random.nextInt(200_000));
            case 7, 8 -> group(depth, kind == 8);
            case 9 -> gather(depth);
            case 10 -> settle(depth);
            case 11 -> deadline(depth);
            case 12 -> shield(depth);
            case 13 -> cleanUp(depth);
            case 14 -> selfCancel(depth);
            case 15 -> race(depth);
            case 16 -> resource(depth);
            case 17 -> offload(depth);
            default -> batch(depth);
          });
    }

    private Op<Object, Exception> sleep(int nanos) {
      return () -> {
        Thread.sleep(Duration.ofNanos(nanos));
        Tasks.checkCancelled();
        return "slept";
      };
    }

    private Op<Object, Exception> fail(int nanos) {
      return () -> {
        Thread.sleep(Duration.ofNanos(nanos));
        var boom = new Boom(booms.size());
        booms.add(boom);
        throw boom;
      };
    }

    private Op<Object, Exception> value(int nanos) {
      return () -> {
        Thread.sleep(Duration.ofNanos(nanos));
        var value = new Value();
        values.add(value);
        return value;
      };
    }

    private Op<Object, Exception> swallow(int nanos) {
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
                  broken.add("canceller was called after its region had ended");
                }
              },
              () -> {
                long end = System.nanoTime() + nanos;
                while (System.nanoTime() < end && !asked.get()) {
                  LockSupport.parkNanos(10_000);
                  if (Thread.currentThread().isInterrupted()) {
                    broken.add("interrupted inside a region");
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

    private Op<Object, Exception> limiter(int nanos) {
      return () -> {
        var borrower = new Object();
        permits.acquire(borrower);
        try {
          Thread.sleep(Duration.ofNanos(nanos));
        } finally {
          permits.release(borrower);
        }
        return "had a permit";
      };
    }

    private Op<Object, Exception> race(int depth) {
      // What failed beside the winner is not thrown.
      List<Op<Object, Exception>> ops = nodes(depth).stream().map(this::noted).toList();
      return () -> {
        cancellations.incrementAndGet();
        take(Tasks.<Object, Exception>race(ops));
        return "won";
      };
    }

    private Op<Object, Exception> noted(Op<Object, Exception> op) {
      return () -> {
        try {
          return op.call();
        } catch (Exception e) {
          collect(e);
          throw e;
        }
      };
    }

    private Op<Object, Exception> resource(int depth) {
      Op<Object, Exception> op = node(depth - 1);
      return () ->
          Resources.use(
              () -> {
                var opened = new Value();
                values.add(opened);
                return opened;
              },
              _ -> op.call());
    }

    private Op<Object, Exception> offload(int depth) {
      Op<Object, Exception> op = node(depth - 1);
      return () -> Offload.cores().call(op);
    }

    private Op<Object, Exception> batch(int depth) {
      List<Op<Object, Exception>> ops = nodes(depth);
      int atOnce = 1 + random.nextInt(3);
      return () -> {
        take(Batch.over(ops).concurrency(atOnce).map(op -> op.call()));
        return "batch";
      };
    }

    private Op<Object, Exception> group(int depth, boolean supervised) {
      List<Op<Object, Exception>> children = nodes(depth);
      @Nullable Op<Object, Exception> background = random.nextInt(3) == 0 ? node(depth - 1) : null;
      @Nullable Op<Object, Exception> inBody = random.nextInt(3) == 0 ? node(depth - 1) : null;
      boolean awaits = random.nextBoolean();
      var running = new AtomicInteger();
      TaskGroup.Body<Object, Exception> body =
          group -> {
            groups.add(group);
            if (background != null) {
              cancellations.incrementAndGet();
            }
            List<Task<Object>> started = new ArrayList<>();
            if (background != null) {
              tasks.add(group.startBackground("background", inside(running, kept(background))));
            }
            for (Op<Object, Exception> child : children) {
              Task<Object> task = group.start("child", inside(running, child));
              tasks.add(task);
              started.add(task);
            }
            if (inBody != null) {
              take(inBody.call());
            }
            if (awaits) {
              for (Task<Object> task : started) {
                take(task.join());
              }
              return List.of();
            }
            return started;
          };
      return () -> {
        Object started;
        try {
          started =
              supervised
                  ? TaskGroup.supervise("supervised", body)
                  : TaskGroup.run("fail-fast", body);
        } finally {
          if (running.get() != 0) {
            broken.add("a child outlived its group");
          }
        }
        for (Object task : (List<?>) started) {
          take(((Task<?>) task).outcome());
        }
        return "group";
      };
    }

    private Op<Object, Exception> inside(AtomicInteger running, Op<Object, Exception> op) {
      return () -> {
        running.incrementAndGet();
        try {
          return op.call();
        } finally {
          running.decrementAndGet();
        }
      };
    }

    /// A child whose value nobody asks for takes it itself.
    private Op<Object, Exception> kept(Op<Object, Exception> op) {
      return () -> {
        take(op.call());
        return "kept";
      };
    }

    private List<Op<Object, Exception>> nodes(int depth) {
      List<Op<Object, Exception>> nodes = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        nodes.add(node(depth - 1));
      }
      return nodes;
    }

    private Op<Object, Exception> gather(int depth) {
      List<Op<Object, Exception>> ops = nodes(depth);
      return () -> {
        take(Tasks.<Object, Exception>gather(ops));
        return "gathered";
      };
    }

    private Op<Object, Exception> settle(int depth) {
      List<Op<Object, Exception>> ops = nodes(depth);
      return () -> {
        take(Tasks.<Object>settle(ops));
        return "settled";
      };
    }

    private Op<Object, Exception> deadline(int depth) {
      Op<Object, Exception> op = node(depth - 1);
      Duration budget = Duration.ofNanos(random.nextInt(500_000));
      return () -> {
        cancellations.incrementAndGet();
        return Deadline.within(budget, op);
      };
    }

    private Op<Object, Exception> shield(int depth) {
      Op<Object, Exception> op = node(depth - 1);
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
      Op<Object, Exception> op = node(depth - 1);
      Op<Object, Exception> after = node(depth - 1);
      return () -> {
        try {
          return op.call();
        } catch (Exception e) {
          collect(e);
          take(Shield.run(Duration.ofSeconds(20), after));
          throw e;
        }
      };
    }

    private Op<Object, Exception> selfCancel(int depth) {
      Op<Object, Exception> op = node(depth - 1);
      return () -> {
        cancellations.incrementAndGet();
        return TaskGroup.run(
            "self",
            group -> {
              groups.add(group);
              Task<Object> task = group.start("child", op);
              tasks.add(task);
              group.cancel("self");
              return task.await();
            });
      };
    }
  }
}
