package dev.weft.flow;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.weft.CancelledException;
import dev.weft.Outcome.Success;
import dev.weft.jcstress.Spin;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

@JCStressTest
@Outcome(id = "\\[1, 2, 3\\]", expect = ACCEPTABLE, desc = "each once, and the end is seen")
@State
public class WindowInOrder {
  private final Window<Integer, Integer> window;

  public WindowInOrder() {
    var settings = new Settings<Integer>();
    settings.concurrency = 2;
    settings.buffer = 0;
    window = new Window<>(settings, true);
  }

  @Actor
  public void consumer(L_Result r) {
    List<Integer> taken = new ArrayList<>();
    try {
      while (window.awaitHead()) {
        taken.add(window.take().item());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    r.r1 = taken.toString();
  }

  @Actor
  public void worker() {
    try {
      work();
    } catch (CancelledException e) {
      throw new AssertionError(e);
    }
  }

  private void work() throws CancelledException {
    Slot<Integer, Integer> first = pull(1);
    Slot<Integer, Integer> second = pull(2);
    Spin.some();
    end(second);
    end(first);
    Slot<Integer, Integer> third = pull(3);
    Spin.some();
    end(third);
    Spin.some();
    window.exhausted();
  }

  private Slot<Integer, Integer> pull(int item) throws CancelledException {
    window.reserve();
    var slot = new Slot<Integer, Integer>(item, item, false);
    window.pulled(slot);
    return slot;
  }

  private void end(Slot<Integer, Integer> slot) {
    slot.end(new Success<>(slot.item));
    window.ended(slot);
  }
}
