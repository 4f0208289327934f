package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.contract.OnEveryScheduler;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class OwnedTest {

  @Test
  void interruptThatMeetsAClose_isNotLost() {
    try (var log = new CapturedLog()) {
      Owned.close(
          (AutoCloseable)
              () -> {
                Thread.currentThread().interrupt();
                Thread.sleep(60_000);
              },
          "somebody");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(log.messages())
          .containsExactly("could not close what nobody has received from somebody");
    }
  }

  @Test
  void whatCannotBeClosed_isLeftAlone() {
    Owned.close("a string", "somebody");
    Owned.close(null, "somebody");
    assertThat(Thread.interrupted()).isFalse();
  }
}
