import dev.weft.lessons.exercise.RaceHunt;

public final class MyRaceHunt implements RaceHunt {
  @Override
  public long seed() {
    // Look for it: Simulation.create().explore(10_000, RaceHunt.day(BrokenTill::new)) fails.
    return 0;
  }

  @Override
  public Till mended() {
    return new MyTill();
  }

  /// As the BrokenTill is.
  private static final class MyTill implements Till {
    private int inside;

    @Override
    public void sell(int price, Printer printer) {
      printer.print("sold " + price);
      inside += price;
    }

    @Override
    public int empty(Printer printer) {
      int all = inside;
      printer.print("taken " + all);
      inside = 0;
      return all;
    }
  }
}
