package dev.weft.service.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictTest {

  private static Sample sample(long heap, int connections, int tasks, long failures) {
    return new Sample(
        Duration.ofMinutes(1), 1, failures, heap, connections, 0, tasks, 10, BigDecimal.TEN);
  }

  @Test
  void flatRun_isGood_whateverTheBeginningWas() {
    List<Sample> samples =
        IntStream.range(0, 30).mapToObj(i -> sample(i < 10 ? 1 : 100_000_000, 0, 5, 0)).toList();
    assertThat(Verdict.of(samples).isGood()).isTrue();
  }

  @Test
  void growingHeap_isNot() {
    List<Sample> samples =
        IntStream.range(0, 30).mapToObj(i -> sample(i * 10_000_000L, 0, 5, 0)).toList();
    assertThat(Verdict.of(samples).complaints())
        .containsExactly("the heap has grown from 190000000 to 290000000 bytes");
  }

  @Test
  void leakedTasksConnectionsAndFailures_areNamed() {
    List<Sample> samples =
        IntStream.range(0, 30).mapToObj(i -> sample(1, i == 3 ? 1 : 0, i, i / 29)).toList();
    assertThat(Verdict.of(samples).complaints())
        .containsExactly(
            "there were 19 tasks and are 29",
            "connections were in use while nobody asked for anything",
            "1 answers were not as they may be");
  }

  @Test
  void moneyThatComesOrGoes_isNamed() {
    List<Sample> samples =
        IntStream.range(0, 30)
            .mapToObj(i ->
                new Sample(Duration.ofMinutes(1), 1, 0, 1, 0, 0, 5, 10, BigDecimal.valueOf(i / 29)))
            .toList();
    assertThat(Verdict.of(samples).complaints())
        .containsExactly("the sum of all balances was not always the same");
  }

  @Test
  void tooFewSamples_tellNothing() {
    assertThat(Verdict.of(List.of(sample(1, 0, 1, 0))).isGood()).isFalse();
  }
}
