package dev.weft.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.TaskState;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

@JCStressTest
@Outcome(id = "SUCCEEDED, ran, clean", expect = ACCEPTABLE, desc = "ended first")
@Outcome(id = "CANCELLED, ran, clean", expect = ACCEPTABLE, desc = "cancelled before it ended")
@Outcome(id = "CANCELLED, never ran, clean", expect = ACCEPTABLE, desc = "or before it began")
@State
public class TaskEndVsCancel {
  private volatile @Nullable Task<String> task;
  private boolean ran;

  @Actor
  public void owner(LLL_Result r) {
    try {
      r.r1 = run();
    } catch (InterruptedException e) {
      r.r1 = e;
    }
    r.r2 = ran ? "ran" : "never ran";
    r.r3 = Waiter.interruptLeft();
  }

  private TaskState run() throws InterruptedException {
    return TaskGroup.supervise(group -> {
      Task<String> started =
          group.start(() -> {
            ran = true;
            return "value";
          });
      task = started;
      if (started.join() != started.outcome()) {
        throw new AssertionError("two outcomes");
      }
      return started.state();
    });
  }

  @Actor
  public void canceller() {
    Task<String> started = Spin.until(() -> task);
    Spin.some();
    started.cancel("race");
  }
}
