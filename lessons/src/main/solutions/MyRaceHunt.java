import dev.weft.lessons.exercise.RaceHunt;
import dev.weft.sim.Simulation;
import dev.weft.sim.SimulationFailure;
import java.util.concurrent.locks.ReentrantLock;

public final class MyRaceHunt implements RaceHunt {
  @Override
  public long seed() throws InterruptedException {
    try {
      Simulation.create().explore(10_000, RaceHunt.day(BrokenTill::new));
    } catch (SimulationFailure failure) {
      return failure.seed();
    }
    throw new IllegalStateException("no seed was found");
  }

  @Override
  public Till mended() {
    return new MyTill();
  }

  private static final class MyTill implements Till {
    private final ReentrantLock lock = new ReentrantLock();
    private int inside;

    @Override
    public void sell(int price, Printer printer) {
      lock.lock();
      try {
        printer.print("sold " + price);
        inside += price;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public int empty(Printer printer) {
      lock.lock();
      try {
        int all = inside;
        printer.print("taken " + all);
        inside = 0;
        return all;
      } finally {
        lock.unlock();
      }
    }
  }
}
