package dev.weft.lessons.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.stage.End;
import org.junit.jupiter.api.Test;

class ForgottenAwaitTest {

  @Test
  void droppedTask_failsItsGroup_soTheAnswerKnows() throws InterruptedException {
    EverySeed.play(
        ForgottenAwait::new,
        "group",
        act ->
            assertThat(EverySeed.texts(act))
                .singleElement()
                .asString()
                .startsWith("500, because task \"insert\" failed"));
  }

  @Test
  void droppedFuture_failsForNobody() throws InterruptedException {
    EverySeed.play(
        ForgottenAwait::new,
        "dropped",
        act -> {
          assertThat(EverySeed.bar(act, "insert").end()).isEqualTo(End.FAILED);
          assertThat(EverySeed.texts(act))
              .containsExactly("201 Created", "the insert has failed, and nobody was told");
        });
  }
}
