package dev.weft.lessons.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.OneAct;
import dev.weft.sim.SimulationTest;

class SettledUsersTest {

  @SimulationTest(seeds = 1_000)
  void cancellation_isNeitherASuccess_norAFailure() throws Exception {
    OneAct played = OneAct.play(stage -> new SettledUsers(stage)::settle);
    assertThat(played.lines())
        .containsExactly(
            "found: User[id=1, name=User1]",
            "not wanted: user 2 has logged out",
            "failed: no user 3: connection refused");
  }
}
