package dev.weft;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class FuturesTest {

  @Test
  void value_isReturned_whetherItIsThereOrComesLater() throws Exception {
    assertThat(Futures.await(CompletableFuture.completedFuture("there"))).isEqualTo("there");
    assertThat(Futures.await(CompletableFuture.completedStage("minimal"))).isEqualTo("minimal");
    var later = new CompletableFuture<String>();
    String value =
        TaskGroup.run(group -> {
          var waiter = group.start(() -> Futures.await(later));
          Waits.until("it waits", () -> waiter.state() == TaskState.WAITING);
          later.complete("later");
          return waiter.await();
        });
    assertThat(value).isEqualTo("later");
  }

  @Test
  void failure_isUnwrapped_howeverDeepItLies() {
    var failed = CompletableFuture.failedFuture(new IOException("away"));
    var dependent = failed.thenApply(x -> x).thenApply(x -> x);
    var wrapped =
        CompletableFuture.failedFuture(
            new CompletionException(new CompletionException(new IOException("away"))));
    assertThat(List.of(failed, dependent, wrapped))
        .allSatisfy(future ->
            assertThatThrownBy(() -> Futures.await(future))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("away"));
  }

  @Test
  void failureOfAKnownType_isThrownAsItIs() {
    var absent = CompletableFuture.<String>failedFuture(new FileNotFoundException("absent"));
    Op<String, IOException> op =
        () -> Futures.await(absent.thenApply(String::trim), IOException.class);
    assertThatThrownBy(op::call).isInstanceOf(FileNotFoundException.class).hasMessage("absent");
    var unchecked = CompletableFuture.failedFuture(new IllegalStateException("bug"));
    assertThatThrownBy(() -> Futures.await(unchecked, IOException.class))
        .isInstanceOf(IllegalStateException.class);
    var error = CompletableFuture.failedFuture(new AssertionError("bug"));
    assertThatThrownBy(() -> Futures.await(error, IOException.class))
        .isInstanceOf(AssertionError.class);
    var other = CompletableFuture.failedFuture(new TimeoutException("theirs"));
    assertThatThrownBy(() -> Futures.await(other, IOException.class))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void cancelledTask_cancelsTheFuture() throws Exception {
    TaskGroup.supervise(group -> {
      var future = new CompletableFuture<String>();
      var waiter = group.start(() -> Futures.await(future));
      Waits.until("it waits", () -> waiter.state() == TaskState.WAITING);
      waiter.cancel("enough");
      assertThat(waiter.join()).isInstanceOf(Outcome.Cancelled.class);
      assertThat(future).isCancelled();
      return null;
    });
  }

  @Test
  void cancelledTask_isCancelledAtItsNextWaitToo_andCancelsThatFuture() throws Exception {
    TaskGroup.supervise(group -> {
      var first = new CompletableFuture<String>();
      var second = new CompletableFuture<String>();
      var waiter =
          group.start(() -> {
            try {
              return Futures.await(first);
            } catch (InterruptedException e) {
              return Futures.await(second);
            }
          });
      Waits.until("it waits", () -> waiter.state() == TaskState.WAITING);
      waiter.cancel("enough");
      assertThat(waiter.join()).isInstanceOf(Outcome.Cancelled.class);
      assertThat(second).isCancelled();
      return null;
    });
  }

  @Test
  void copyOfAFuture_isWaitedForWithoutOwningIt() {
    var shared = new CompletableFuture<String>();
    assertThatThrownBy(() -> Deadline.within(ofMillis(5), () -> Futures.await(shared.copy())))
        .isInstanceOf(DeadlineExceededException.class);
    assertThat(shared).isNotDone();
  }

  @Test
  void futureCancelledBySomebodyElse_isNotACancellationOfTheTask() throws Exception {
    TaskGroup.supervise(group -> {
      var future = new CompletableFuture<String>();
      var waiter = group.start(() -> Futures.await(future));
      var dependent = group.start(() -> Futures.await(future.thenApply(String::trim)));
      Waits.until("it waits", () -> waiter.state() == TaskState.WAITING);
      future.cancel(true);
      for (var task : List.of(waiter, dependent)) {
        assertThat(task.join())
            .isInstanceOfSatisfying(
                Outcome.Failure.class,
                failure -> assertThat(failure.cause()).isInstanceOf(CancellationException.class));
      }
      return null;
    });
  }

  @Test
  void foreignInterrupt_endsTheWait_andCancelsTheFuture() {
    var future = new CompletableFuture<String>();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Futures.await(future)).isExactlyInstanceOf(InterruptedException.class);
    assertThat(future).isCancelled();
  }

  @Test
  void futureThatCannotBeCancelled_isLeftAlone() {
    var stubborn =
        new CompletableFuture<String>() {
          @Override
          public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
          }
        };
    assertThatThrownBy(() -> Deadline.within(ofMillis(5), () -> Futures.await(stubborn)))
        .isInstanceOf(DeadlineExceededException.class);
    assertThat(stubborn).isNotDone();
  }

  @Test
  void whatDependsOnTheFuture_isNotDisturbedByTheInterrupt() {
    var future = new CompletableFuture<String>();
    var interrupted = new AtomicReference<Boolean>();
    var _ = future.whenComplete((_, _) -> interrupted.set(Thread.currentThread().isInterrupted()));
    assertThatThrownBy(() -> Deadline.within(ofMillis(5), () -> Futures.await(future)))
        .isInstanceOf(DeadlineExceededException.class);
    assertThat(interrupted).hasValue(false);
  }

  @Test
  @Tag("slow")
  void valueThatMeetsTheCancellation_isReturnedOrRefused_andTheNextWaitIsInterrupted()
      throws Exception {
    int returned = 0;
    int cancelled = 0;
    for (int i = 0; i < Scale.of(5_000); i++) {
      var future = new CompletableFuture<String>();
      var value = new AtomicBoolean();
      var begun = new AtomicBoolean();
      Boolean completed =
          TaskGroup.supervise(group -> {
            Task<Object> waiter =
                group.start(() -> {
                  begun.set(true);
                  Object got = Futures.await(future);
                  value.set(got.equals("value"));
                  // A wait of the JDK, which knows nothing of sticky cancellation.
                  return Waits.forever();
                });
            Task<Boolean> completer =
                group.start(() -> {
                  Races.spinUntil(begun::get);
                  Races.linger(1_000);
                  return future.complete("value");
                });
            Races.spinUntil(begun::get);
            Races.linger(1_000);
            waiter.cancel("race");
            assertThat(waiter.join()).isInstanceOf(Outcome.Cancelled.class);
            return completer.await();
          });
      if (value.get()) {
        assertThat(completed).isTrue();
        returned++;
      }
      if (!completed) {
        assertThat(future).isCancelled();
        cancelled++;
      }
    }
    Scale.assertSeen("returned", returned);
    Scale.assertSeen("cancelled", cancelled);
  }

  @Test
  void task_isAFuture_ofItsValueOrItsFailure() throws Exception {
    TaskGroup.supervise(group -> {
      var value = Futures.of(group.start(() -> 1));
      assertThat(value.get()).isOne();
      Task<Integer> failing =
          group.start(() -> {
            throw new IOException("away");
          });
      failing.join();
      assertThatThrownBy(Futures.of(failing)::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isExactlyInstanceOf(IOException.class);
      return null;
    });
  }

  @Test
  void cancelledFuture_cancelsItsTask() throws Exception {
    TaskGroup.supervise(group -> {
      Task<Object> task = group.start(Waits::forever);
      var future = Futures.of(task);
      future.cancel(true);
      assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
  }

  @Test
  void timeoutOfTheFuture_cancelsItsTask() throws Exception {
    TaskGroup.supervise(group -> {
      Task<Object> task = group.start(Waits::forever);
      var future = Futures.of(task).orTimeout(5, TimeUnit.MILLISECONDS);
      assertThatThrownBy(future::get).hasCauseInstanceOf(TimeoutException.class);
      assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
  }

  @Test
  void cancelledTask_isACancelledFuture_thatTellsWhy() throws Exception {
    TaskGroup.supervise(group -> {
      Task<Object> task = group.start("slow", Waits::forever);
      var future = Futures.of(task);
      task.cancel("enough");
      task.join();
      Waits.until("it is known", future::isDone);
      assertThat(future).isCancelled();
      assertThatThrownBy(future::join)
          .isInstanceOf(CancellationException.class)
          .hasStackTraceContaining("task \"slow\" was cancelled: enough");
      return null;
    });
  }

  @Test
  void whatDependsOnTheFuture_isAwaitedByTheGroup() throws Exception {
    var done = new AtomicBoolean();
    TaskGroup.run(group -> {
      var go = new CountDownLatch(1);
      var _ =
          Futures.of(
                  group.start(() -> {
                    go.await();
                    return 1;
                  }))
              .thenAccept(_ -> {
                Waits.until(go);
                done.set(true);
              });
      go.countDown();
      return null;
    });
    assertThat(done).isTrue();
  }

  @Test
  @Tag("slow")
  void valueThatMeetsTheCancelledFuture_isDeliveredOrClosedOnce() throws Exception {
    int delivered = 0;
    int closed = 0;
    for (int i = 0; i < Scale.of(5_000); i++) {
      var made = new AtomicReference<Races.Value>();
      CompletableFuture<Races.Value> future =
          TaskGroup.supervise(group -> {
            Task<Races.Value> task =
                group.start(() -> {
                  Races.linger(400);
                  var value = new Races.Value();
                  made.set(value);
                  Races.linger(400);
                  return value;
                });
            var seen = Futures.of(task);
            Races.linger(400);
            seen.cancel(true);
            return seen;
          });
      Races.Value value = made.get();
      if (value != null) {
        boolean there = !future.isCompletedExceptionally();
        assertThat(value.closed()).isEqualTo(there ? 0 : 1);
        delivered += there ? 1 : 0;
        closed += there ? 0 : 1;
      }
    }
    Scale.assertSeen("delivered", delivered);
    Scale.assertSeen("closed", closed);
  }
}
