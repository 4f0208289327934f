package dev.weft;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.weft.Outcome.Success;
import dev.weft.jcstress.Spin;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

@JCStressTest
@Outcome(
    id = "\\[1, 1, [01], [01]\\], clean, no more",
    expect = ACCEPTABLE,
    desc = "those that were claimed before the stop, each once")
@State
public class CrewStopVsClaim {
  private static final int OPS = 4;

  private final Bodies bodies = new Bodies();
  private final AtomicIntegerArray runs = new AtomicIntegerArray(OPS);

  @Actor
  public void owner(LLL_Result r) {
    r.r1 = bodies.call(this::run);
    r.r2 = Thread.interrupted() ? "interrupted" : "clean";
  }

  private String run() throws InterruptedException {
    @SuppressWarnings({"unchecked", "rawtypes"})
    Op<Integer, RuntimeException>[] ops = new Op[OPS];
    for (int i = 0; i < OPS; i++) {
      int index = i;
      ops[i] = () -> runs.incrementAndGet(index);
    }
    Crew<Integer> crew =
        new Crew<Integer>("crew", ops, (index, _) -> index == 1).<RuntimeException>runHere();
    for (int i = 0; i < OPS; i++) {
      if (crew.end(i) instanceof Success<Integer> != (runs.get(i) == 1)) {
        return "operation " + i + " ran, or did not, and ended as " + crew.end(i);
      }
    }
    return runs.toString();
  }

  @Actor
  public void hand() {
    Runnable spare = bodies.next();
    Spin.some();
    while (spare != null) {
      spare.run();
      spare = bodies.poll();
    }
  }

  @Arbiter
  public void end(LLL_Result r) {
    r.r3 = runs.toString().equals(r.r1) ? "no more" : "then " + runs;
  }
}
