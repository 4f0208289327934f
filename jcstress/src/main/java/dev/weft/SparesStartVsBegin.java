package dev.weft;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.weft.jcstress.Spin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

@JCStressTest
@Outcome(id = "32", expect = ACCEPTABLE, desc = "the owner waited for room, and was woken")
@State
public class SparesStartVsBegin {
  private static final int MOST = 32;
  private static final int ALL = MOST + 3;
  private static final Crew<Integer> NO_CREW = nothingToDo();

  private final Bodies bodies = new Bodies();
  private volatile int started;

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Crew<Integer> nothingToDo() {
    try {
      return Crew.<Integer, RuntimeException>run("crew", new Op[0], (_, _) -> false);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Actor
  public void owner(I_Result r) {
    r.r1 = bodies.call(() -> TaskGroup.run(this::startAll));
  }

  /// The most that were queued at a time.
  private int startAll(TaskGroup group) {
    var spares = new Spares();
    int most = 0;
    for (int i = 1; i <= ALL; i++) {
      spares.start(NO_CREW, group);
      most = Math.max(most, spares.queued());
      started = i;
    }
    return most;
  }

  @Actor
  public void spares() {
    // The owner is about to find no room.
    Spin.until(() -> started == MOST ? bodies : null);
    for (int i = 0; i < ALL; i++) {
      Spin.some();
      bodies.next().run();
    }
  }
}
