package dev.weft.lessons.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorsAsValuesTest {

  @Test
  void outcomes_tellResultFailureAndBugApart() throws InterruptedException {
    EverySeed.play(
        ErrorsAsValues::new,
        "settle",
        act ->
            assertThat(EverySeed.texts(act))
                .satisfiesExactly(
                    line -> assertThat(line).isEqualTo("shown: Ann"),
                    line -> assertThat(line).startsWith("left out, and logged: "),
                    line -> assertThat(line).startsWith("500, a bug: ")));
  }

  @Test
  void cancellation_isNoValue() throws InterruptedException {
    EverySeed.play(
        ErrorsAsValues::new,
        "deadline",
        act ->
            assertThat(EverySeed.texts(act)).containsExactly("504: deadline of 200 ms exceeded"));
  }
}
