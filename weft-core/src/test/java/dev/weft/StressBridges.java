package dev.weft;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The nodes of a [StressTree] that lead to other worlds and back: executors, futures, loops, calls
/// that must not be interrupted.
final class StressBridges {
  private final StressTree tree;
  private final Random random;
  private final StressNodes nodes;

  StressBridges(StressTree tree, Random random, StressNodes nodes) {
    this.tree = tree;
    this.random = random;
    this.nodes = nodes;
  }

  /// A group as an executor, which is closed with its last job. The values and failures are in the
  /// futures.
  Op<Object, Exception> executor(int depth) {
    List<Op<Object, Exception>> jobs = nodes.telling(nodes.nodes(depth));
    boolean cancelsOne = random.nextInt(3) == 0;
    boolean waits = random.nextBoolean();
    return () -> {
      var running = new AtomicInteger();
      List<Future<Object>> futures = new ArrayList<>();
      try {
        return TaskGroup.run(
            "executor",
            group -> {
              tree.groups.add(group);
              try (ExecutorService executor = Futures.executor(group)) {
                for (Op<Object, Exception> job : jobs) {
                  futures.add(executor.submit(() -> StressNodes.inside(running, job).call()));
                }
                if (cancelsOne) {
                  tree.cancellations.incrementAndGet();
                  futures.getFirst().cancel(true);
                } else if (waits) {
                  Tasks.checkCancelled();
                  tree.collect(failureOf(futures.getFirst()));
                }
              } catch (RejectedExecutionException e) {
                Tasks.checkCancelled();
                throw e;
              }
              nodes.requireEnded(running);
              return "executor";
            });
      } finally {
        nodes.requireEnded(running);
        futures.forEach(this::account);
      }
    };
  }

  private static @Nullable Throwable failureOf(Future<Object> future) throws InterruptedException {
    try {
      future.get();
      return null;
    } catch (ExecutionException | CancellationException e) {
      return e;
    }
  }

  private void account(Future<Object> future) {
    switch (future.state()) {
      case RUNNING -> tree.breaks("a future is not done although its group has ended");
      case SUCCESS -> tree.take(future.resultNow());
      case FAILED -> tree.collect(future.exceptionNow());
      case CANCELLED -> tree.cancellations.incrementAndGet();
    }
  }

  /// Tasks as futures, and futures that are awaited in a task, one after the other.
  Op<Object, Exception> futures(int depth) {
    List<Op<Object, Exception>> children = nodes.telling(nodes.nodes(depth));
    int nanos = random.nextInt(100_000);
    return () -> {
      var running = new AtomicInteger();
      Deque<CompletableFuture<Object>> left = new ArrayDeque<>();
      var foreignEnded = new CountDownLatch(1);
      left.add(foreign(nanos, foreignEnded));
      try {
        return TaskGroup.supervise(
            "futures",
            group -> {
              tree.groups.add(group);
              for (Task<Object> task : nodes.start(group, running, children)) {
                left.add(Futures.of(task));
              }
              while (!left.isEmpty()) {
                CompletableFuture<Object> next = left.remove();
                try {
                  tree.take(Futures.await(next));
                } catch (ExecutionException | CancellationException e) {
                  tree.collect(e);
                }
              }
              return "futures";
            });
      } finally {
        nodes.requireEnded(running);
        for (CompletableFuture<Object> future : left) {
          if (!future.cancel(true)) {
            account(future);
          }
        }
        Waits.until(foreignEnded);
      }
    };
  }

  /// A future of somebody who does not use Weft, and closes what nobody wants.
  private CompletableFuture<Object> foreign(int nanos, CountDownLatch ended) {
    var future = new CompletableFuture<Object>();
    Thread.startVirtualThread(() -> {
      LockSupport.parkNanos(nanos);
      StressTree.Value value = tree.value();
      if (!future.complete(value)) {
        value.close();
      }
      ended.countDown();
    });
    return future;
  }

  Op<Object, Exception> loopCall(int depth) {
    Op<Object, Exception> op = nodes.node(depth);
    return () -> {
      var running = new AtomicInteger();
      try {
        return tree.loop.<Object, Exception>call("called", StressNodes.inside(running, op));
      } finally {
        nodes.requireEnded(running);
      }
    };
  }

  /// A deadline that is moved from inside, and by the tree's outsiders.
  Op<Object, Exception> rescheduled(int depth) {
    Op<Object, Exception> op = nodes.node(depth);
    Duration budget = Duration.ofNanos(random.nextInt(500_000));
    Duration next = Duration.ofNanos(random.nextInt(500_000));
    return () -> {
      tree.cancellations.incrementAndGet();
      return Deadline.<Object, Exception>within(
          budget,
          deadline -> {
            tree.deadlines.add(deadline);
            StressTree.move(deadline, next);
            return op.call();
          });
    };
  }

  /// A wait that no interrupt of Weft may hit.
  Op<Object, Exception> uninterruptedWait() {
    int nanos = random.nextInt(400_000);
    return () -> {
      var asked = new CountDownLatch(1);
      try {
        return Tasks.<Object, Exception>cancelWith(
            asked::countDown, () -> asked.await(nanos, TimeUnit.NANOSECONDS) ? "asked" : "waited");
      } catch (CancelledException e) {
        throw e;
      } catch (InterruptedException e) {
        tree.breaks("interrupted inside a region");
        throw e;
      }
    };
  }

  /// A combinator inside a call that must not be interrupted; whatever that throws when it was
  /// asked to end counts as the cancellation.
  Op<Object, Exception> uninterruptedCombinator(int depth) {
    List<Op<Object, Exception>> ops = nodes.telling(nodes.nodes(depth));
    return () -> {
      var running = new AtomicInteger();
      var returned = new AtomicBoolean();
      try {
        tree.take(
            Tasks.<List<Object>, Exception>cancelWith(
                () -> {
                  if (returned.get()) {
                    tree.breaks("canceller was called after its region had ended");
                  }
                },
                () ->
                    Tasks.<Object, Exception>gather(
                        ops.stream().map(op -> StressNodes.inside(running, op)).toList())));
        return "gathered";
      } finally {
        returned.set(true);
        nodes.requireEnded(running);
      }
    };
  }
}
