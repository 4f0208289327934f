package dev.weft.lessons.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.OneAct;
import dev.weft.sim.SimulationTest;

class UsersInAGroupTest {

  @SimulationTest(seeds = 1_000)
  void firstFailure_isThrown_andTheOthersAreSuppressedOnIt() throws Exception {
    OneAct played = OneAct.play(stage -> new UsersInAGroup(stage)::failure);
    assertThat(played.ends())
        .containsExactlyInAnyOrder(
            "user 1 CANCELLED 300", "user 2 FAILED 300", "user 3 FAILED 600");
    assertThat(played.lines())
        .containsExactly(
            "told: task \"user 2\" failed: java.io.IOException: no user 2",
            "beside it: [java.sql.SQLException: what was done for user 3 cannot be rolled back]");
  }
}
