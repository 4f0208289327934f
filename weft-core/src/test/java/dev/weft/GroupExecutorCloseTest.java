package dev.weft;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The end of a group's executor.
@SuppressWarnings("try") // close() is the subject
@OnEveryScheduler(hangsAfter = 20)
class GroupExecutorCloseTest {
  private final CountDownLatch begun = new CountDownLatch(1);

  private Object forever() throws InterruptedException {
    begun.countDown();
    return Waits.forever();
  }

  @Test
  void close_inACancelledTask_cancelsWhatIsLeft_andReturns() throws Exception {
    Future<Object> future =
        TaskGroup.run(group -> {
          try (var executor = Futures.executor(group)) {
            Future<Object> submitted = executor.submit(this::forever);
            begun.await();
            group.cancel("enough");
            return submitted;
          }
        });
    assertThat(future).isCancelled();
  }

  @Test
  void close_inATaskWhoseDeadlinePasses_returns() {
    assertThatThrownBy(() ->
            Deadline.within(
                Duration.ofMillis(20),
                () ->
                    TaskGroup.run(group -> {
                      try (var executor = Futures.executor(group)) {
                        var _ = executor.submit(this::forever);
                      }
                      return Waits.forever();
                    })))
        .isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void close_thatIsCancelled_cancelsWhatWasStarted_andWaitsForIt() throws Exception {
    TaskGroup.run(group -> {
      var cleaned = new AtomicInteger();
      var cleanUp = new CountDownLatch(1);
      var executor = Futures.executor(group);
      var future =
          executor.submit(() -> {
            try {
              return forever();
            } finally {
              Waits.until(cleanUp);
              cleaned.incrementAndGet();
            }
          });
      begun.await();
      var seen = new AtomicInteger();
      Task<Object> closer =
          group.start(
              "closer",
              () -> {
                executor.close();
                seen.set(cleaned.get());
                return Waits.forever();
              });
      Waits.until("it waits", () -> closer.state() == TaskState.WAITING);
      closer.cancel("no time");
      cleanUp.countDown();
      assertThat(closer.join()).isInstanceOf(Outcome.Cancelled.class);
      assertThat(seen).hasValue(1);
      assertThat(future).isCancelled();
      assertThat(group.start(() -> 1).await()).isOne();
      return null;
    });
  }

  @Test
  void close_inAShieldOfACancelledTask_waits() throws Exception {
    TaskGroup.run(outer -> {
      var goOn = new CountDownLatch(1);
      var executor = Futures.executor(outer);
      Future<Integer> future =
          executor.submit(() -> {
            goOn.await();
            return 1;
          });
      var seen = new AtomicInteger();
      Task<Object> closer =
          outer.start(
              "closer",
              () -> {
                Strand.currentScope().cancel(Cancellation.by("enough"));
                return Shield.run(
                    Duration.ofSeconds(20),
                    () -> {
                      executor.close();
                      seen.set(future.resultNow());
                      return null;
                    });
              });
      Waits.until("it waits", () -> closer.state() == TaskState.WAITING);
      goOn.countDown();
      assertThat(closer.join()).isInstanceOf(Outcome.Cancelled.class);
      assertThat(seen).hasValue(1);
      return null;
    });
  }

  @Test
  void close_thatIsInterrupted_cancelsWhatWasStarted_andKeepsTheInterrupt() throws Exception {
    TaskGroup.run(group -> {
      var executor = Futures.executor(group);
      Future<Object> future = executor.submit(this::forever);
      begun.await();
      Thread.currentThread().interrupt();
      executor.close();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(future).isCancelled();
      return null;
    });
  }

  @Test
  void close_byWhatWasStartedThroughIt_isRefused_andClosesNothing() throws Exception {
    TaskGroup.run(group -> {
      var executor = Futures.executor(group);
      Future<?> closes =
          executor.submit(() ->
              Tasks.gather(
                  () -> {
                    executor.close();
                    return 1;
                  },
                  () -> 2));
      assertThatThrownBy(closes::get)
          .cause()
          .hasStackTraceContaining(
              "executor of group \"group\" is closed by code that runs on it and would wait for"
                  + " itself; close it from outside");
      assertThat(executor.submit(() -> 1).get()).isEqualTo(1);
      return null;
    });
  }

  @Test
  void awaitTermination_ofATerminatedOne_isTrue_alsoInACancelledTask() throws Exception {
    boolean terminated =
        TaskGroup.run(group -> {
          var executor = Futures.executor(group);
          executor.shutdown();
          group.cancel("enough");
          return executor.awaitTermination(1, HOURS);
        });
    assertThat(terminated).isTrue();
  }

  @Test
  void awaitTermination_isEndedByTheEndOfTheGroup() throws Exception {
    TaskGroup.run(outer -> {
      var made = new AtomicReference<@Nullable ExecutorService>();
      var end = new CountDownLatch(1);
      outer.start(() ->
          TaskGroup.run(group -> {
            made.set(Futures.executor(group));
            return Waits.await(end);
          }));
      Waits.until("it is made", () -> made.get() != null);
      ExecutorService executor = made.get();
      Task<Boolean> waits = outer.start(() -> executor.awaitTermination(Long.MAX_VALUE, DAYS));
      Waits.until("it waits", () -> waits.state() == TaskState.WAITING);
      assertThat(executor.isTerminated()).isFalse();
      assertThat(executor.awaitTermination(1, MILLISECONDS)).isFalse();
      end.countDown();
      assertThat(waits.await()).isTrue();
      assertThat(executor.isTerminated()).isTrue();
      return null;
    });
  }

  @Test
  void invokeAny_whenTheGroupHasEnded_isRejected() throws Exception {
    List<Callable<Integer>> callables = List.of(() -> 1);
    ExecutorService executor = TaskGroup.run("over", Futures::executor);
    assertThatThrownBy(() -> executor.invokeAny(callables))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("group \"over\" has ended; submit before run() returns");
    assertThatThrownBy(() -> executor.invokeAny(callables, 60, MILLISECONDS))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void invokeAny_whenTheGroupIsCancelled_isRejected_orCancelledIfItsCallerIs() throws Exception {
    List<Callable<Integer>> callables = List.of(() -> 1);
    TaskGroup.run(outer -> {
      var made = new AtomicReference<@Nullable ExecutorService>();
      Task<Object> holder =
          outer.start(() ->
              TaskGroup.run(
                  "inner",
                  group -> {
                    ExecutorService executor = Futures.executor(group);
                    made.set(executor);
                    Waits.until(begun);
                    assertThatThrownBy(() -> executor.invokeAny(callables))
                        .isInstanceOf(CancelledException.class);
                    return null;
                  }));
      Waits.until("it is made", () -> made.get() != null);
      holder.cancel("enough");
      assertThatThrownBy(() -> made.get().invokeAny(callables))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageStartingWith(
              "executor of group \"inner\" takes nothing more: group \"inner\" is cancelled:"
                  + " enough")
          .hasCauseInstanceOf(StartRefusedException.class);
      begun.countDown();
      assertThat(holder.join()).isNotInstanceOf(Outcome.Failure.class);
      return null;
    });
  }

  @Test
  void invokeAny_takesTheLongestTimeThereIs() throws Exception {
    List<Callable<Integer>> callables = List.of(() -> 1);
    TaskGroup.run(group -> {
      var executor = Futures.executor(group);
      assertThat(executor.invokeAny(callables, Long.MAX_VALUE, DAYS)).isOne();
      assertThat(executor.invokeAny(callables, Long.MAX_VALUE, MILLISECONDS)).isOne();
      return null;
    });
  }
}
