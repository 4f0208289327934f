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
    id = "WAKE, NOTHING, \\[(1, 2|2, 1)\\]",
    expect = ACCEPTABLE,
    desc = "one of the two wakes it")
@Outcome(id = "NOTHING, WAKE, \\[(1, 2|2, 1)\\]", expect = ACCEPTABLE, desc = "or the other")
@State
public class InboxPushVsPush {
  private final Carried carried = new Carried();

  public InboxPushVsPush() {
    carried.inbox.fallAsleep();
  }

  @Actor
  public void one(LLL_Result r) {
    r.r1 = carried.push(1);
  }

  @Actor
  public void other(LLL_Result r) {
    r.r2 = carried.push(2);
  }

  @Arbiter
  public void end(LLL_Result r) {
    r.r3 = carried.end();
  }
}
