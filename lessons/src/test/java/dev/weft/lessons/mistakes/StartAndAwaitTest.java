package dev.weft.lessons.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.stage.End;
import org.junit.jupiter.api.Test;

class StartAndAwaitTest {

  @Test
  void failureBetween_cancelsWhatWasStarted_andAwaitsIt() throws InterruptedException {
    EverySeed.play(
        StartAndAwait::new,
        "cancelled",
        act -> {
          assertThat(EverySeed.bar(act, "data").end()).isEqualTo(End.CANCELLED);
          assertThat(EverySeed.bar(act, "data").to())
              .isLessThanOrEqualTo(act.lines().getFirst().nanos());
        });
  }
}
