package dev.weft.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

@JCStressTest
@Outcome(
    id = "true, WAKE NOTHING, \\[1, 2\\]",
    expect = ACCEPTABLE,
    desc = "asleep: the first push wakes it")
@Outcome(id = "false, NOTHING NOTHING, \\[1, 2\\]", expect = ACCEPTABLE, desc = "it stays awake")
@State
public class InboxPushVsFallAsleep {
  private final Carried carried = new Carried();

  @Actor
  public void carrier(LLL_Result r) {
    r.r1 = carried.inbox.fallAsleep();
  }

  @Actor
  public void pusher(LLL_Result r) {
    r.r2 = carried.push(1) + " " + carried.push(2);
  }

  @Arbiter
  public void end(LLL_Result r) {
    carried.inbox.wake();
    r.r3 = carried.end();
  }
}
