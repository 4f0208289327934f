package dev.weft.bench.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.bench.service.Goal.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoalTest {

  @Test
  void goals_areJudgedByTheMedianOfTheRounds() {
    List<Goal> goals =
        Goal.all(
            List.of(
                peak(1, "weft", 500),
                peak(1, "lesson", 100),
                peak(2, "weft", 700),
                peak(2, "lesson", 100),
                peak(3, "weft", 100),
                peak(3, "lesson", 100)));

    assertThat(goals.getFirst().rounds()).containsExactly(5.0, 7.0, 1.0);
    assertThat(goals.getFirst().ratio()).isEqualTo(5);
    assertThat(goals.getFirst().verdict()).isEqualTo(Verdict.MET);
    assertThat(goals.get(1).verdict()).isEqualTo(Verdict.NOT_MEASURED);
  }

  @Test
  void peak_isTheMostOfARound_withWhateverManyClients() {
    Goal throughput =
        Goal.all(
                List.of(
                    peak(1, "weft", 500),
                    weft(1, Situation.STEADY, 600),
                    peak(2, "weft", 700),
                    weft(2, Situation.STEADY, 600),
                    peak(1, "lesson", 100),
                    peak(2, "lesson", 100)))
            .getFirst();

    assertThat(throughput.rounds()).containsExactly(6.0, 7.0);
  }

  @Test
  void refusalsAndLateAnswers_areNoGoodput() {
    Figures figures = Load.figures("RESULT 900 2000000 300 100 0 5000 90000 -1");

    assertThat(figures.throughput()).isEqualTo(450);
    assertThat(figures.goodput()).isEqualTo(250);
    assertThat(figures.p999()).isEqualTo(-1);
  }

  @Test
  void anOverload_isComparedWithWhatWasRightBeforeInItsRound() {
    Goal goodput =
        Goal.all(
                List.of(
                    weft(1, Situation.BEFORE, 100),
                    weft(1, Situation.OVERLOAD, 90),
                    weft(2, Situation.BEFORE, 0),
                    weft(2, Situation.OVERLOAD, 0)))
            .getLast();

    assertThat(goodput.rounds()).containsExactly(0.9, 0.0);
    assertThat(goodput.verdict()).isEqualTo(Verdict.MISSED);
  }

  private static Measurement weft(int round, Situation situation, long answers) {
    return measurement(round, "weft", situation, answers);
  }

  private static Measurement peak(int round, String service, long answers) {
    return measurement(round, service, Situation.PEAK, answers);
  }

  private static Measurement measurement(
      int round, String service, Situation situation, long answers) {
    return new Measurement(
        round,
        service,
        "dashboard",
        situation,
        32,
        new Figures(answers, 1, 0, 0, 0, 1, 1, 1),
        1,
        1,
        80);
  }
}
