package dev.weft.contract;

import dev.weft.loop.EventLoop;
import dev.weft.loop.LoopOptions;
import java.time.Duration;

/// An event loop of its own for each test.
public final class OnLoop implements SchedulerUnderTest {

  /// Tests that look at the log do not expect to read about the pauses of a busy machine.
  private static final LoopOptions OPTIONS =
      LoopOptions.named("contract-loop").longRun(Duration.ofMinutes(1));

  @Override
  public void run(Runnable test) throws Exception {
    EventLoop.run(
        OPTIONS,
        () -> {
          // A thread without a group inherits the scheduler and is outside every scope.
          Carried.run(test);
          return null;
        });
  }

  @Override
  public void requireHere() {
    EventLoop loop = EventLoop.current().orElse(null);
    if (loop == null || !loop.name().startsWith("contract-loop")) {
      throw new AssertionError(Thread.currentThread() + " is not on the loop, but on " + loop);
    }
    Carried.require(loop.name());
  }

  @Override
  public String toString() {
    return "loop";
  }
}
