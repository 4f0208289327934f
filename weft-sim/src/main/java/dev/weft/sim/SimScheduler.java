package dev.weft.sim;

import dev.weft.agent.SimulatedScheduler;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the JDK hands the virtual threads of simulations to, and their timers.
///
/// It is a [ForkJoinPool] because the JDK hands one of these the timers too; nothing of the pool
/// itself is used, and no thread of it ever starts.
final class SimScheduler extends ForkJoinPool implements SimulatedScheduler {
  // Written by the carrier, between two runs.
  volatile @Nullable Run run;

  SimScheduler() {
    super(1);
  }

  @Override
  public void interrupting() {
    Run now = run;
    if (now != null) {
      now.interrupted();
    }
  }

  @Override
  public void execute(Runnable continuation) {
    Run now = run;
    if (now != null) {
      now.ready(continuation);
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
    Run now = run;
    if (now == null) {
      throw new IllegalStateException("a thread of a simulation that is over sets a timer");
    }
    return now.timer(unit.toNanos(delay), action);
  }
}
