package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An interrupt of Weft that is still on its way when its scope ends. Its thread is one of the
/// test's own, on whatever scheduler.
class LateInterruptTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final CountDownLatch arrived = new CountDownLatch(1);

  /// A thread whose interrupts by others arrive when the test says so.
  private final class SlowlyInterrupted extends Thread {
    SlowlyInterrupted(Runnable work) {
      super(work);
    }

    @Override
    public void interrupt() {
      if (Thread.currentThread() != this) {
        begun.countDown();
        Waits.until(goOn);
      }
      super.interrupt();
      if (Thread.currentThread() != this) {
        arrived.countDown();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isAwaitedByTheEndOfTheScope_andTakenBack_andNobodyElsesIs(boolean foreign) throws Exception {
    var known = new AtomicReference<TaskGroup>();
    var early = new AtomicReference<Boolean>();
    var leftOver = new AtomicReference<Boolean>();
    Runnable work =
        () -> {
          if (foreign) {
            Thread.currentThread().interrupt();
          }
          try {
            TaskGroup.run(group -> {
              known.set(group);
              while (begun.getCount() > 0) {
                Thread.onSpinWait();
              }
              return 1;
            });
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          early.set(goOn.getCount() > 0);
          Waits.until(arrived);
          leftOver.set(Thread.interrupted());
        };
    var thread = new SlowlyInterrupted(work);
    thread.start();
    Waits.until("the group is open", () -> known.get() != null);
    known.get().cancel("late");
    begun.await();
    Waits.until("its end waits", () -> thread.getState() == Thread.State.WAITING);
    goOn.countDown();
    thread.join();
    assertThat(early).hasValue(false);
    assertThat(leftOver).hasValue(foreign);
  }
}
