import dev.weft.lessons.exercise.RaceHunt;

public final class MyRaceHunt implements RaceHunt {
  @Override
  public long seed() {
    return 17;
  }

  @Override
  public Till mended() {
    return new Till() {
      private int inside;

      @Override
      public void sell(int price, Printer printer) {
        printer.print("sold " + price);
        add(price);
      }

      private synchronized int add(int money) {
        int before = inside;
        inside += money;
        return before;
      }

      @Override
      public int empty(Printer printer) {
        int all = add(0);
        printer.print("taken " + all);
        add(-all);
        return all;
      }
    };
  }
}
