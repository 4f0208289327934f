package dev.weft.lessons.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.stage.End;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstFailureTest {

  @Test
  void siblings_areCancelledAndAwaited_beforeTheFailureIsThrown() throws InterruptedException {
    EverySeed.play(
        FirstFailure::new,
        "gather",
        act -> {
          assertThat(EverySeed.texts(act)).containsExactly("500: the disk is full");
          for (String sibling : List.of("task 1", "task 3")) {
            assertThat(EverySeed.bar(act, sibling).end()).isEqualTo(End.CANCELLED);
            assertThat(EverySeed.bar(act, sibling).to())
                .isLessThanOrEqualTo(act.lines().getFirst().nanos());
          }
        });
  }

  @Test
  void siblingsOfAFuture_runOn() throws InterruptedException {
    EverySeed.play(
        FirstFailure::new,
        "in-order",
        act ->
            assertThat(EverySeed.bar(act, "task 3").to())
                .isGreaterThan(act.lines().getFirst().nanos()));
  }
}
