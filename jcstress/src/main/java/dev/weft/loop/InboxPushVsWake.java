package dev.weft.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

@JCStressTest
@Outcome(id = "true, NOTHING NOTHING, \\[1, 2\\]", expect = ACCEPTABLE, desc = "it woke by itself")
@Outcome(id = "false, WAKE NOTHING, \\[1, 2\\]", expect = ACCEPTABLE, desc = "it was woken")
@State
public class InboxPushVsWake {
  private final Carried carried = new Carried();

  public InboxPushVsWake() {
    carried.inbox.fallAsleep();
  }

  @Actor
  public void carrier(LLL_Result r) {
    r.r1 = carried.inbox.wake();
    carried.drain();
  }

  @Actor
  public void pusher(LLL_Result r) {
    r.r2 = carried.push(1) + " " + carried.push(2);
  }

  @Arbiter
  public void end(LLL_Result r) {
    r.r3 = carried.end();
  }
}
