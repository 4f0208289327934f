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
    id = "ran, NOTHING NOTHING, \\[1, 2\\]",
    expect = ACCEPTABLE,
    desc = "in order, and none twice")
@State
public class InboxPushVsDrain {
  private final Carried carried = new Carried();

  @Actor
  public void carrier(LLL_Result r) {
    carried.drain();
    carried.drain();
    r.r1 = "ran";
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
