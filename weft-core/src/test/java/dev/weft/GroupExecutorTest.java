package dev.weft;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import dev.weft.internal.Sneaky;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class GroupExecutorTest {

  private static <T> Callable<T> forever(CountDownLatch begun) {
    return () -> {
      begun.countDown();
      return Waits.forever();
    };
  }

  @Test
  void whatIsSubmitted_isAChild_thatTheGroupWaitsFor() throws Exception {
    var ended = new AtomicBoolean();
    var scope = new AtomicReference<Scope>();
    TaskGroup.run(group -> {
      var executor = Futures.executor(group);
      var _ =
          executor.submit(() -> {
            scope.set(Strand.currentScope());
            Thread.sleep(5);
            ended.set(true);
            return 1;
          });
      Waits.until("it runs", () -> scope.get() != null);
      assertThat(group.scope().contains(scope.get())).isTrue();
      return null;
    });
    assertThat(ended).isTrue();
  }

  @Test
  void valueAndFailure_areInTheFuture_andTheGroupGoesOn() throws Exception {
    int value =
        TaskGroup.run(group -> {
          var executor = Futures.executor(group);
          Future<Integer> failing =
              executor.submit(() -> {
                throw new IOException("away");
              });
          assertThatThrownBy(failing::get).hasCauseInstanceOf(IOException.class);
          return Sneaky.present(get(executor.submit(() -> 1)));
        });
    assertThat(value).isOne();
  }

  private static <T> T get(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void failureOfWhatIsExecuted_failsTheGroup() {
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              Futures.executor(group)
                  .execute(() -> {
                    throw new IllegalStateException("nobody has a future for it");
                  });
              return Waits.forever();
            }))
        .isInstanceOf(TaskFailedException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void cancelledFuture_cancelsTheChild_withEverythingBelow() throws Exception {
    TaskGroup.run(group -> {
      var begun = new CountDownLatch(1);
      var below = new AtomicReference<Throwable>();
      Future<Object> future =
          Futures.executor(group)
              .submit(() ->
                  Tasks.gather(
                      () -> {
                        try {
                          begun.countDown();
                          return Waits.<Integer>forever();
                        } catch (InterruptedException e) {
                          below.set(Tasks.explain(e));
                          throw e;
                        }
                      },
                      Waits::<Integer>forever));
      begun.await();
      assertThat(future.cancel(true)).isTrue();
      assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
      Waits.until("it has ended", () -> below.get() != null);
      assertThat(below.get()).hasMessageContaining("its future was cancelled");
      return null;
    });
  }

  @Test
  void cancelWithoutInterrupt_letsTheChildRun_andClosesItsValue() throws Exception {
    var value = new Races.Value();
    TaskGroup.run(group -> {
      var begun = new CountDownLatch(1);
      var go = new CountDownLatch(1);
      Future<Races.Value> future =
          Futures.executor(group)
              .submit(() -> {
                begun.countDown();
                go.await();
                return value;
              });
      begun.await();
      future.cancel(false);
      go.countDown();
      return null;
    });
    assertThat(value.closed()).isOne();
  }

  @Test
  void cancelledGroup_cancelsTheFutures() throws Exception {
    List<Future<Object>> futures = new ArrayList<>();
    TaskGroup.run(group -> {
      var executor = Futures.executor(group);
      var begun = new CountDownLatch(1);
      futures.add(executor.submit(forever(begun)));
      begun.await();
      for (int i = 0; i < 100; i++) {
        futures.add(executor.submit(forever(new CountDownLatch(1))));
      }
      group.cancel("enough");
      assertThatThrownBy(() -> executor.submit(() -> 1))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("is cancelled: enough");
      return null;
    });
    assertThat(futures).allMatch(Future::isCancelled);
  }

  @Test
  void anyThread_maySubmit_untilTheGroupHasEnded() throws Exception {
    ExecutorService executor =
        TaskGroup.run(group -> {
          var ours = Futures.executor(group);
          var value = CompletableFuture.supplyAsync(() -> "from a library", ours);
          assertThat(value.join()).isEqualTo("from a library");
          return ours;
        });
    assertThat(executor.isShutdown()).isTrue();
    assertThat(executor.isTerminated()).isTrue();
    assertThat(executor.awaitTermination(1, SECONDS)).isTrue();
    assertThatThrownBy(() -> executor.submit(() -> 1))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("has ended");
  }

  @Test
  void close_waitsForWhatWasSubmitted_andLeavesTheGroupAlone() throws Exception {
    TaskGroup.run(group -> {
      var ended = new AtomicBoolean();
      ExecutorService executor = Futures.executor(group);
      try (executor) {
        executor.execute(() -> {
          Races.linger(10_000);
          ended.set(true);
        });
      }
      assertThat(ended).isTrue();
      assertThat(executor.isTerminated()).isTrue();
      assertThatThrownBy(() -> executor.execute(() -> {}))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessage("executor of group \"group\" is shut down; submit before shutdown()");
      assertThat(group.start(() -> 1).await()).isOne();
      return null;
    });
  }

  @Test
  void shutdownNow_cancelsWhatWasStartedThroughIt_andNothingElse() throws Exception {
    TaskGroup.run(group -> {
      var executor = Futures.executor(group);
      var begun = new CountDownLatch(1);
      var go = new CountDownLatch(1);
      Task<Integer> other =
          group.start(() -> {
            go.await();
            return 1;
          });
      Future<Object> future = executor.submit(forever(begun));
      begun.await();
      assertThat(executor.awaitTermination(1, MILLISECONDS)).isFalse();
      assertThat(executor.shutdownNow()).isEmpty();
      assertThat(executor.awaitTermination(30, SECONDS)).isTrue();
      assertThat(future).isCancelled();
      go.countDown();
      assertThat(other.await()).isOne();
      return null;
    });
  }

  @Test
  void invokeAll_returnsEveryFuture() throws Exception {
    TaskGroup.run(group -> {
      List<Callable<Integer>> callables =
          List.of(
              () -> 1,
              () -> {
                throw new IOException("away");
              });
      var futures = Futures.executor(group).invokeAll(callables);
      assertThat(futures)
          .extracting(Future::state)
          .containsExactly(Future.State.SUCCESS, Future.State.FAILED);
      return null;
    });
  }

  @Test
  void invokeAny_isARace() throws Exception {
    TaskGroup.<Object, Exception>run(group -> {
      var executor = Futures.executor(group);
      List<Callable<Integer>> callables =
          List.of(
              Waits::forever,
              () -> {
                throw new IOException("away");
              },
              () -> 3);
      assertThat(executor.invokeAny(callables)).isEqualTo(3);
      assertThat(executor.invokeAny(callables, 60, SECONDS)).isEqualTo(3);
      List<Callable<Integer>> failing = callables.subList(1, 2);
      assertThatThrownBy(() -> executor.invokeAny(failing))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IOException.class);
      assertThatThrownBy(() -> executor.invokeAny(failing, 60, SECONDS))
          .isInstanceOf(ExecutionException.class);
      assertThatThrownBy(() -> executor.invokeAny(callables.subList(0, 1), 5, MILLISECONDS))
          .isInstanceOf(TimeoutException.class)
          .hasMessage("none succeeded within 5 ms");
      assertThatThrownBy(() -> executor.invokeAny(List.<Callable<Integer>>of()))
          .isInstanceOf(IllegalArgumentException.class);
      return null;
    });
  }

  @Test
  @Tag("slow")
  void cancelAtAnyMoment_losesNoValue_andEndsEveryFuture() throws Exception {
    int delivered = 0;
    int closed = 0;
    for (int i = 0; i < Scale.of(5_000); i++) {
      var made = new AtomicReference<Races.Value>();
      Future<Races.Value> future =
          TaskGroup.run(group -> {
            Future<Races.Value> submitted =
                Futures.executor(group)
                    .submit(() -> {
                      Races.linger(400);
                      var value = new Races.Value();
                      made.set(value);
                      Races.linger(400);
                      return value;
                    });
            Races.linger(400);
            submitted.cancel(true);
            return submitted;
          });
      assertThat(future).isDone();
      if (made.get() != null) {
        assertThat(made.get().closed()).isEqualTo(future.isCancelled() ? 1 : 0);
        delivered += future.isCancelled() ? 0 : 1;
        closed += future.isCancelled() ? 1 : 0;
      }
    }
    Scale.assertSeen("delivered", delivered);
    Scale.assertSeen("closed", closed);
  }

  @Test
  @Tag("slow")
  void shutdownAtAnyMoment_terminates() throws Exception {
    for (int i = 0; i < Scale.of(3_000); i++) {
      TaskGroup.run(group -> {
        var executor = Futures.executor(group);
        group.start(() -> {
          try {
            for (int t = 0; t < 5; t++) {
              executor.execute(() -> Races.linger(100));
            }
          } catch (RejectedExecutionException e) {
            // As it should be from then on.
          }
          return null;
        });
        Races.linger(500);
        executor.shutdown();
        assertThat(executor.awaitTermination(30, SECONDS)).isTrue();
        return null;
      });
    }
  }
}
