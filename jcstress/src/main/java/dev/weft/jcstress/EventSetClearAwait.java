package dev.weft.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.weft.sync.Event;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "released by the first set")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "released by the second set, or late")
@State
public class EventSetClearAwait {
  private final Event event = new Event();
  private int before;
  private volatile int after;

  @Actor
  public void waiter(II_Result r) {
    try {
      event.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    r.r1 = before;
    r.r2 = after;
  }

  @Actor
  public void setter() {
    before = 1;
    event.set();
    event.clear();
    after = 1;
    event.set();
  }
}
