package dev.weft.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.ItemOp;
import dev.weft.Outcome;
import dev.weft.Races;
import dev.weft.Scale;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.contract.OnEveryScheduler;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Batches of random shape, which fail, stop and are cancelled at random moments: whatever happens,
/// no operation outlives its batch, every item runs at most once, and every result is either
/// delivered or closed, once.
@Tag("slow")
@OnEveryScheduler
class BatchRaceTest {

  private static final class Trial {
    final long seed;
    final Random random;
    final Numbers numbers;
    final int count;
    final int concurrency;
    final int buffer;
    final Flight flight = new Flight();
    final ConcurrentLinkedQueue<Integer> ran = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Handle> made = new ConcurrentLinkedQueue<>();
    final List<Handle> delivered = new ArrayList<>();

    Trial(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.count = random.nextInt(60);
      this.concurrency = 1 + random.nextInt(6);
      this.buffer = random.nextInt(4);
      this.numbers = new Numbers(count);
    }

    Batch<Integer> batch() {
      return Batch.over(numbers).concurrency(concurrency).buffer(buffer);
    }

    /// Makes a handle for most of the items, after a while.
    Handle op(int item, int failing) throws SQLException, InterruptedException {
      flight.enter();
      try {
        ran.add(item);
        int mood = (int) ((seed * 31 + item * 17L) % 8);
        if (mood == 0) {
          LockSupport.parkNanos(50_000);
        } else if (mood == 1) {
          Thread.sleep(0, 100_000);
        } else if (mood == 2) {
          Thread.currentThread().interrupt();
        }
        if (failing > 0 && item % failing == failing - 1) {
          throw new SQLException("item " + item);
        }
        var handle = new Handle();
        made.add(handle);
        return handle;
      } finally {
        flight.leave();
      }
    }

    void check() {
      assertThat(flight.now()).as("seed %s: in flight", seed).isZero();
      assertThat(flight.most()).as("seed %s: at most", seed).isLessThanOrEqualTo(concurrency);
      assertThat(ran).as("seed %s: ran", seed).doesNotHaveDuplicates();
      for (Handle handle : made) {
        boolean taken = delivered.contains(handle);
        assertThat(handle.closings())
            .as("seed %s: closings of one that was taken: %s", seed, taken)
            .isEqualTo(taken ? 0 : 1);
      }
    }
  }

  private static Outcome<Integer> cancelAfter(int spins, ItemOp<Integer, Integer, ?> op)
      throws InterruptedException {
    return TaskGroup.supervise(group -> {
      Task<Integer> task = group.start("caller", () -> op.call(1));
      Races.linger(spins + 1);
      task.cancel("race");
      return task.join();
    });
  }

  @Test
  void cancelledBatch_deliversAllOrNothing() throws Exception {
    var ends = new AtomicInteger();
    for (long first = Scale.seed(0), seed = first; seed < first + Scale.of(2_000); seed++) {
      var trial = new Trial(seed);
      var results = new AtomicReference<List<Handle>>(List.of());
      Outcome<Integer> outcome =
          cancelAfter(
              trial.random.nextInt(20_000),
              _ -> {
                results.set(trial.batch().map(i -> trial.op(i, 0)));
                return 1;
              });
      if (!results.get().isEmpty()) {
        assertThat(results.get()).as("seed %s", seed).hasSize(trial.count);
        ends.incrementAndGet();
      }
      if (outcome instanceof Outcome.Failure<Integer>(var cause)) {
        // An item that sleeps although it has interrupted itself.
        throw new AssertionError("seed " + seed, cause);
      }
      trial.delivered.addAll(results.get());
      trial.check();
    }
    Scale.assertSeen("ends", ends);
  }

  @Test
  void consumerThatStopsOrFails_whileItemsFailAndTheCallerIsCancelled_losesNothing()
      throws Exception {
    for (long first = Scale.seed(0), seed = first; seed < first + Scale.of(2_000); seed++) {
      var trial = new Trial(seed);
      int failing = trial.random.nextInt(30);
      int takes = trial.random.nextInt(60);
      boolean throwing = trial.random.nextBoolean();
      boolean inOrder = trial.random.nextBoolean();
      ItemOp<Results<Integer, Handle>, Integer, SQLException> consumer =
          results -> {
            long last = -1;
            for (int i = 0; i < takes && results.hasNext(); i++) {
              var next = results.next();
              trial.delivered.add(next.value());
              if (inOrder) {
                assertThat(next.index()).isGreaterThan(last);
                last = next.index();
              }
            }
            if (throwing) {
              throw new SQLException("consumer");
            }
            return 1;
          };
      Outcome<Integer> outcome =
          cancelAfter(
              trial.random.nextInt(60_000),
              _ ->
                  inOrder
                      ? trial.batch().inOrder(i -> trial.op(i, failing), consumer)
                      : trial.batch().asCompleted(i -> trial.op(i, failing), consumer));
      if (outcome instanceof Outcome.Failure<Integer>(var cause)) {
        assertThat(cause).as("seed %s", seed).isInstanceOf(SQLException.class);
      }
      trial.check();
    }
  }

  @Test
  void consumerThatTakesAll_getsAll_whateverTheWindow() throws Exception {
    for (long first = Scale.seed(0), seed = first; seed < first + Scale.of(2_000); seed++) {
      var trial = new Trial(seed);
      int failing = trial.random.nextInt(5);
      boolean inOrder = trial.random.nextBoolean();
      var batch = trial.batch();
      if (trial.random.nextBoolean()) {
        batch = batch.skipFailures(_ -> {});
      } else {
        batch = batch.keepFailures();
      }
      List<Long> got = new ArrayList<>();
      ItemOp<Results<Integer, Handle>, Integer, RuntimeException> consumer =
          results -> {
            results.forEach(item -> {
              if (item.outcome() instanceof Outcome.Success<Handle>(var handle)) {
                got.add(item.index());
                trial.delivered.add(handle);
              }
            });
            return 1;
          };
      if (inOrder) {
        batch.inOrder(i -> trial.op(i, failing), consumer);
        assertThat(got).as("seed %s", seed).isSorted();
      } else {
        batch.asCompleted(i -> trial.op(i, failing), consumer);
      }
      assertThat(got)
          .as("seed %s", seed)
          .containsExactlyInAnyOrderElementsOf(
              LongStream.range(0, trial.count)
                  .filter(i -> failing == 0 || i % failing != failing - 1)
                  .boxed()
                  .toList());
      trial.check();
    }
  }
}
