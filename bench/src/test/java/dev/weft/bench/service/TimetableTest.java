package dev.weft.bench.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimetableTest {

  @Test
  void answersByATimetable_areReadFromTheirLog() {
    Figures figures =
        Timetable.figures(
            Stream.of(
                "1700\t200\t5000",
                "1701\t200\t1000001",
                "1702\t503\t90",
                "1703\t200\t7000",
                "1704\t-1\t10"),
            Duration.ofSeconds(2),
            3);

    assertThat(figures).isEqualTo(new Figures(4, 2, 1, 1, 3, 5_000, 7_000, 7_000));
    assertThat(figures.goodput()).isEqualTo(1);
  }

  @Test
  void anAnswerWhoseStatusTheProgramDoesNotRead_isTakenForASuccess() {
    Figures figures =
        Timetable.figures(Stream.of("1700\t0\t5000", "1701\t0\t1000001"), Duration.ofSeconds(2), 0);

    assertThat(figures).isEqualTo(new Figures(2, 2, 0, 1, 0, 5_000, 5_000, 5_000));
  }

  @Test
  void whatIsMeasured_lastsUntilTheLastAnswer() {
    Figures figures =
        Timetable.figures(
            Stream.of("1000000\t200\t5", "2500000\t200\t500000"), Duration.ofSeconds(1), 0);

    assertThat(figures.seconds()).isEqualTo(2);
    assertThat(figures.throughput()).isEqualTo(1);
  }

  @Test
  void theLastLineOfAProgramThatWasEnded_isLeftOut() {
    Stream<String> log = Stream.of("1700\t200\t5000", "1701\t200\t", "17");

    assertThat(Timetable.figures(log, Duration.ofSeconds(1), 0).answers()).isEqualTo(1);
  }

  @Test
  void programs_shareAllConnectionsAndTheWholeRate() {
    Timetable.Share share = Timetable.Share.of(1_000, 71, 8);

    assertThat(share.connections()).isEqualTo(8);
    assertThat(share.connections() * 8 * share.rate()).isEqualTo(1_000);
    assertThat(share.interval()).isEqualTo(Duration.ofMillis(64));
    assertThat(Timetable.Share.of(1_000, 7, 8).connections()).isEqualTo(1);
  }

  @Test
  void latencyBeyondThePatience_isNoFigure() {
    Figures figures = Timetable.figures(Stream.of("1700\t200\t1000001"), Duration.ofSeconds(1), 0);

    assertThat(figures.p50()).isEqualTo(-1);
    assertThat(Timetable.figures(Stream.of(), Duration.ofSeconds(1), 0).p99()).isEqualTo(-1);
  }
}
