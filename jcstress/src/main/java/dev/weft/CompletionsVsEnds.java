package dev.weft;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.weft.jcstress.Spin;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

@JCStressTest
@Outcome(id = "one two", expect = ACCEPTABLE, desc = "each once, in the order of their ends")
@State
public class CompletionsVsEnds {
  private final Bodies bodies = new Bodies();

  @Actor
  public void owner(L_Result r) {
    r.r1 = bodies.call(() -> TaskGroup.run(CompletionsVsEnds::take));
  }

  private static String take(TaskGroup group) throws InterruptedException {
    Task<Integer> one = group.start("one", () -> 1);
    Task<Integer> two = group.start("two", () -> 2);
    try (var ended = new Completions<>(List.of(one, two))) {
      return ended.next().name() + " " + ended.next().name();
    }
  }

  @Actor
  public void tasks() {
    Runnable one = bodies.next();
    Runnable two = bodies.next();
    Spin.some();
    one.run();
    Spin.some();
    two.run();
  }
}
