package dev.weft.lessons.practices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.OneAct;
import dev.weft.sim.SimulationTest;

class ConcurrentStepsTest {

  @SimulationTest(seeds = 1_000)
  void secondStep_isNoOrphan_whenTheFirstFails() throws Exception {
    OneAct played = OneAct.play(stage -> new ConcurrentSteps(stage)::group);
    assertThat(played.ends()).containsExactlyInAnyOrder("room FAILED 300", "payment CANCELLED 300");
    assertThat(played.lines())
        .containsExactly("not booked: task \"room\" failed: java.io.IOException: no room is free");
  }
}
