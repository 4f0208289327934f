package dev.weft.lessons.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.stage.End;
import org.junit.jupiter.api.Test;

class FireAndForgetTest {

  @Test
  void acceptedWork_isLetEnd_andItsFailureIsLogged() throws InterruptedException {
    EverySeed.play(
        FireAndForget::new,
        "application",
        act -> {
          assertThat(EverySeed.texts(act))
              .containsExactly(
                  "202 Accepted",
                  "log: mail 17 failed: the mail server is full",
                  "stopped; of 2 mails 2 were tried to the end");
          assertThat(EverySeed.bar(act, "mail 18").end()).isEqualTo(End.DONE);
        });
  }
}
