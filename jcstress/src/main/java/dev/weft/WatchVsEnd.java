package dev.weft;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.weft.jcstress.Spin;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

@JCStressTest
@Outcome(id = "refused, 0", expect = ACCEPTABLE, desc = "the task had ended before")
@Outcome(id = "stopped, 0", expect = ACCEPTABLE, desc = "it goes on")
@Outcome(id = "fired, 1", expect = ACCEPTABLE, desc = "it ended between the two")
@State
public class WatchVsEnd {
  private final Bodies bodies = new Bodies();
  private final AtomicInteger told = new AtomicInteger();

  @Actor
  public void owner(LL_Result r) {
    r.r1 = bodies.call(() -> TaskGroup.run(this::watch));
    r.r2 = told.get();
  }

  private String watch(TaskGroup group) {
    Task<Integer> task = group.start("watched", () -> 1);
    Spin.some();
    var watch = new Watch(task, _ -> told.incrementAndGet());
    return !watch.start() ? "refused" : watch.stop() ? "stopped" : "fired";
  }

  @Actor
  public void task() {
    Runnable task = bodies.next();
    Spin.some();
    task.run();
  }
}
