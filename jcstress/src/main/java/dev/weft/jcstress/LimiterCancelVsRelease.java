package dev.weft.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.weft.TaskGroup;
import dev.weft.sync.Limiter;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

@JCStressTest
@Outcome(id = "0, acquired, clean, \\[waiter\\]", expect = ACCEPTABLE, desc = "it was first")
@Outcome(id = "0, cancelled, clean, \\[\\]", expect = ACCEPTABLE, desc = "the permit is free")
@State
public class LimiterCancelVsRelease {
  private final Limiter limiter = Limiter.of(1);
  private volatile @Nullable TaskGroup group;

  public LimiterCancelVsRelease() {
    limiter.tryAcquire("holder");
  }

  @Actor
  public void waiter(LLLL_Result r) {
    r.r2 =
        Waiter.run(
            "acquired",
            opened -> group = opened,
            () -> {
              limiter.acquire("waiter");
              return null;
            });
    r.r3 = Waiter.interruptLeft();
  }

  @Actor
  public void other() {
    TaskGroup waiting = Spin.until(() -> group);
    limiter.release("holder");
    waiting.cancel("race");
  }

  @Arbiter
  public void end(LLLL_Result r) {
    Limiter.Statistics end = limiter.statistics();
    r.r1 = end.waiting();
    r.r4 = end.borrowers().toString();
  }
}
