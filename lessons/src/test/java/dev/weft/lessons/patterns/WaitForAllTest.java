package dev.weft.lessons.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.OneAct;
import dev.weft.sim.SimulationTest;

class WaitForAllTest {

  @SimulationTest(seeds = 1_000)
  void everyFailure_isKept_inTheOrderOfTheTasks() throws Exception {
    OneAct played = OneAct.play(stage -> new WaitForAll(stage)::await);
    assertThat(played.lines())
        .containsExactly(
            "user 1: Success[value=User[id=1]]",
            "user 2: Failure[cause=java.io.IOException: no user 2]",
            "user 3: Success[value=User[id=3]]",
            "user 4: Failure[cause=java.io.IOException: no user 4]");
  }
}
