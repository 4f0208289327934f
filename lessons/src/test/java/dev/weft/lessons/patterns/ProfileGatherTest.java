package dev.weft.lessons.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.OneAct;
import dev.weft.sim.SimulationTest;

class ProfileGatherTest {

  @SimulationTest(seeds = 1_000)
  void firstFailure_cancelsTheOthers_andAwaitsTheirCleanUp() throws Exception {
    OneAct played = OneAct.play(stage -> new ProfileGather(stage)::failure);
    assertThat(played.ends())
        .containsExactlyInAnyOrder(
            "user CANCELLED 100", "posts FAILED 100", "comments CANCELLED 300");
    assertThat(played.lines())
        .containsExactly(
            "comments: cancelled, and rolled back",
            "told when all have ended: no posts of user 1: connection refused");
  }
}
