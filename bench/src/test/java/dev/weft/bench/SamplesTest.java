package dev.weft.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.bench.Figure.Sleepers;
import dev.weft.bench.Row.Quantity;
import org.junit.jupiter.api.Test;

class SamplesTest {
  private static final Figure WEFT = new Sleepers("tasks", 1);
  private static final Figure PEER = new Sleepers("threads", 1);
  private static final Row ROW = new Row("area", "row", WEFT, PEER, Quantity.TIME, null);

  private final Samples samples = new Samples();

  private void add(int round, Figure figure, double nanos, double apart) {
    samples.add(round, figure, new Sample(nanos, nanos, nanos, nanos, 0).whenApart(apart));
  }

  @Test
  void ratio_isOfTheLowest() {
    add(1, WEFT, 30, 80);
    add(1, PEER, 20, 80);
    add(2, WEFT, 20, 90);
    add(2, PEER, 25, 100);

    assertThat(samples.ratio(ROW, Quantity.TIME)).hasValue(1);
    assertThat(samples.ratios(ROW)).containsExactly(0.8, 1.5);
    assertThat(samples.onlyFar()).isEmpty();
  }

  @Test
  void ratiosOfRounds_areOfThoseInWhichTheCoresWereAsFarApart() {
    add(1, WEFT, 30, 80);
    add(1, PEER, 20, 400);
    add(2, WEFT, 40, 80);
    add(2, PEER, 50, 80);

    assertThat(samples.ratio(ROW, Quantity.TIME)).hasValue(30.0 / 20);
    assertThat(samples.ratios(ROW)).containsExactly(40.0 / 50);
  }

  @Test
  void whatWasMeasuredOnlyWithTheCoresFarApart_counts_andIsToldOf() {
    add(1, WEFT, 30, 80);
    add(1, PEER, 20, 400);

    assertThat(samples.onlyFar()).containsExactly(PEER);
    assertThat(samples.ratio(ROW, Quantity.TIME)).hasValue(1.5);
    assertThat(samples.ratios(ROW)).isEmpty();
    assertThat(samples.apart())
        .isEqualTo(
            "a message from one core to another and back took 80 ns, and more than 320 in 1 of 2"
                + " measurements; of 1 figures there are no others");
  }

  @Test
  void machineWithOneCore_hasNothingFarApart() {
    add(1, WEFT, 30, 0);
    add(1, PEER, 20, 0);

    assertThat(samples.onlyFar()).isEmpty();
    assertThat(samples.ratios(ROW)).containsExactly(1.5);
  }

  @Test
  void coresAnswerEachOther() throws Exception {
    double expected = Runtime.getRuntime().availableProcessors() != 2 ? 0 : 1;

    assertThat(Cores.apart()).isGreaterThanOrEqualTo(expected).isFinite();
  }
}
