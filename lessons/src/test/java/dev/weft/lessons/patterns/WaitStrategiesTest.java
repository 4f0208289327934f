package dev.weft.lessons.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.OneAct;
import dev.weft.sim.SimulationTest;

class WaitStrategiesTest {

  @SimulationTest(seeds = 1_000)
  void losers_areCancelledAndAwaited_andNoFailureIsLost() throws Exception {
    OneAct played = OneAct.play(stage -> new WaitStrategies(stage)::firstCompleted);
    assertThat(played.ends())
        .containsExactlyInAnyOrder("a FAILED 300", "b CANCELLED 300", "c CANCELLED 600");
    assertThat(played.lines())
        .containsExactly(
            "a failed: a is down",
            "b cancelled: not needed",
            "c has hung up",
            "c cancelled: not needed");
  }

  @SimulationTest(seeds = 1_000)
  void rest_staysUsable_afterTheFirstFailure() throws Exception {
    OneAct played = OneAct.play(stage -> new WaitStrategies(stage)::firstFailure);
    assertThat(played.ends())
        .containsExactlyInAnyOrder("a FAILED 300", "b DONE 600", "c DONE 1200");
    assertThat(played.lines())
        .containsExactly(
            "a: Failure[cause=java.io.IOException: a is down]",
            "b goes on: the page from b",
            "c goes on: the page from c");
  }

  @SimulationTest(seeds = 1_000)
  void race_isWonByTheFirstSuccess_whenTheLosersHaveEnded() throws Exception {
    OneAct played = OneAct.play(stage -> new WaitStrategies(stage)::race);
    assertThat(played.ends())
        .containsExactlyInAnyOrder("a FAILED 300", "b DONE 600", "c CANCELLED 900");
    assertThat(played.lines()).containsExactly("c has hung up", "first: the page from b");
  }
}
