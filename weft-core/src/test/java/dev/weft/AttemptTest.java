package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class AttemptTest {

  @Test
  void endOfTheOperation_isAValue() throws Exception {
    assertThat(Tasks.attempt(() -> 1)).isEqualTo(new Outcome.Success<>(1));
    var failure = new IOException("bad");
    assertThat(
            Tasks.attempt(() -> {
              throw failure;
            }))
        .isEqualTo(new Outcome.Failure<>(failure));
    Outcome<Integer> cancelled =
        Tasks.attempt(() ->
            TaskGroup.run(group -> {
              group.cancel("inner");
              Tasks.checkCancelled();
              return 1;
            }));
    assertThat(cancelled)
        .isInstanceOfSatisfying(
            Outcome.Cancelled.class,
            end -> assertThat(end.cancellation().reason()).isEqualTo("inner"));
  }

  @Test
  void interruptOfTheThread_isThrown() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Tasks.attempt(Waits::forever))
        .isExactlyInstanceOf(InterruptedException.class);
  }

  @Test
  void cancellationOfTheTask_isThrown_andAFailureBesideItIsAValue() throws Exception {
    var thrown = new AtomicReference<Throwable>();
    var failed = new AtomicReference<Outcome<?>>();
    TaskGroup.supervise(group -> {
      var ready = new CountDownLatch(1);
      Task<Object> task =
          group.start(
              "task",
              () -> {
                try {
                  Tasks.attempt(() -> {
                    ready.countDown();
                    return Waits.forever();
                  });
                } catch (InterruptedException e) {
                  thrown.set(e);
                }
                failed.set(
                    Tasks.attempt(() -> {
                      throw new IOException("clean-up");
                    }));
                return 1;
              });
      ready.await();
      task.cancel("stop");
      return task.join();
    });
    assertThat(thrown.get()).isInstanceOf(CancelledException.class).hasMessageContaining("stop");
    assertThat(failed.get()).isInstanceOf(Outcome.Failure.class);
  }
}
