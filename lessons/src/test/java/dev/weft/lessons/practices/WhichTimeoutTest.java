package dev.weft.lessons.practices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.OneAct;
import dev.weft.sim.SimulationTest;

class WhichTimeoutTest {

  @SimulationTest(seeds = 1_000)
  void timeoutOfAStep_orOfALibrary_isNotOurs() throws Exception {
    assertThat(OneAct.play(stage -> new WhichTimeout(stage)::inner).lines())
        .containsExactly("not ours: deadline of 300 ms exceeded");
    assertThat(OneAct.play(stage -> new WhichTimeout(stage)::library).lines())
        .containsExactly("not ours: connect timed out");
    assertThat(OneAct.play(stage -> new WhichTimeout(stage)::own).lines())
        .containsExactly("the price of yesterday");
  }
}
