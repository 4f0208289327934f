package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The end of an offload.
@Timeout(60)
@OnEveryScheduler
class OffloadCloseTest {
  private final CountDownLatch begun = new CountDownLatch(1);

  @Test
  void close_waitsForWhatIsQueuedAndRunning_thenRefuses() throws Exception {
    var goOn = new CountDownLatch(1);
    var ran = new AtomicInteger();
    var pool = Offload.threads("closing", 1);
    TaskGroup.run(group -> {
      for (int i = 0; i < 3; i++) {
        pool.start(
            group,
            "job",
            () -> {
              goOn.await();
              return ran.incrementAndGet();
            });
      }
      var closer =
          group.start(
              "closer",
              () -> {
                pool.close();
                return ran.get();
              });
      Waits.until("it waits", () -> closer.state() == TaskState.WAITING);
      assertThatThrownBy(() -> pool.start(group, "late", () -> "never"))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessage("task \"late\" is not run: offload \"closing\" is closed");
      goOn.countDown();
      assertThat(closer.await()).isEqualTo(3);
      return null;
    });
    pool.close();
    Waits.until("its threads end", () -> OffloadTest.threadsNamed("closing-") == 0);
    assertThatThrownBy(() -> pool.call(() -> "never"))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("task \"closing\" is not run: offload \"closing\" is closed");
  }

  @Test
  void close_thatIsCancelled_cancelsTheJobs_andWaitsForThem() throws Exception {
    var cleaned = new AtomicInteger();
    var pool = Offload.threads("cut", 1);
    TaskGroup.supervise(group -> {
      var running =
          pool.start(
              group,
              "running",
              () -> {
                try {
                  return forever();
                } finally {
                  cleaned.incrementAndGet();
                }
              });
      var queued = pool.start(group, "queued", () -> "never");
      begun.await();
      var closer =
          group.start(
              "closer",
              () -> {
                pool.close();
                assertThat(cleaned).hasValue(1);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                Tasks.checkCancelled();
                return null;
              });
      Waits.until("it waits", () -> closer.state() == TaskState.WAITING);
      closer.cancel("enough");
      assertThat(closer.join()).isInstanceOf(Outcome.Cancelled.class);
      assertThat(running.join())
          .isInstanceOfSatisfying(
              Outcome.Cancelled.class,
              end ->
                  assertThat(end.cancellation().reason()).isEqualTo("offload \"cut\" is closed"));
      assertThat(queued.join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
  }

  @Test
  void close_byATaskThatIsCancelledAlready_cancelsTheJobsAtOnce() throws Exception {
    var pool = Offload.threads("late", 1);
    var closerBegun = new CountDownLatch(1);
    TaskGroup.supervise(group -> {
      var running = pool.start(group, "running", this::forever);
      var closer =
          group.start(
              "closer",
              () -> {
                closerBegun.countDown();
                try {
                  return Waits.forever();
                } catch (InterruptedException e) {
                  pool.close();
                  return null;
                }
              });
      begun.await();
      closerBegun.await();
      closer.cancel("enough");
      assertThat(running.join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
  }

  @Test
  void close_byAJobOfItsOwn_isRefused_howeverDeep() throws Exception {
    try (var pool = Offload.threads("itself", 1)) {
      pool.call(() -> {
        assertThatThrownBy(pool::close)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage(
                "offload \"itself\" is closed by a job of its own and would wait for it; close"
                    + " it outside");
        return TaskGroup.run(group ->
            group
                .start(
                    "below",
                    () -> assertThatThrownBy(pool::close).isInstanceOf(IllegalStateException.class))
                .await());
      });
    }
  }

  @Test
  void close_ofTheSharedPool_hasNoEffect() throws Exception {
    Offload.cores().close();
    assertThat(Offload.cores().<String, RuntimeException>call(() -> "runs")).isEqualTo("runs");
  }

  @Test
  void close_ofABorrowedExecutor_leavesItOpen() throws Exception {
    try (ExecutorService single = Executors.newSingleThreadExecutor()) {
      var offload = Offload.on(single);
      offload.call(() -> "ran");
      offload.close();
      assertThatThrownBy(() -> offload.call(() -> "never"))
          .isInstanceOf(RejectedExecutionException.class);
      assertThat(single.isShutdown()).isFalse();
      assertThat(Offload.on(single).<String, RuntimeException>call(() -> "still"))
          .isEqualTo("still");
    }
  }

  private String forever() throws InterruptedException {
    begun.countDown();
    return Waits.forever();
  }
}
