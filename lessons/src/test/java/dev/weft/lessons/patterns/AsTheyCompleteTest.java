package dev.weft.lessons.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.OneAct;
import dev.weft.sim.SimulationTest;

class AsTheyCompleteTest {

  @SimulationTest(seeds = 1_000)
  void tasksThemselves_comeAsTheyEnd_andAFailureDoesNotEndTheLoop() throws Exception {
    OneAct played = OneAct.play(stage -> new AsTheyComplete(stage)::completed);
    assertThat(played.lines())
        .containsExactly(
            "fast: Success[value=a page]",
            "medium: Failure[cause=java.io.IOException: connection reset]",
            "slow: Success[value=a page]");
  }

  @SimulationTest(seeds = 1_000)
  void leavingEarly_cancelsAndAwaitsTheRest() throws Exception {
    OneAct played = OneAct.play(stage -> new AsTheyComplete(stage)::early);
    assertThat(played.ends())
        .containsExactlyInAnyOrder("fast DONE 500", "medium CANCELLED 500", "slow CANCELLED 500");
    assertThat(played.lines()).containsExactly("first: a page");
  }
}
