package dev.weft.lessons.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.Undisturbed;
import dev.weft.lessons.stage.Act;
import dev.weft.lessons.stage.Audience;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.Stage;
import dev.weft.loop.EventLoop;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BlockingCallTest {

  @Test
  @Tag("slow")
  void whatKeepsTheLoop_isReportedWithTheMethodThatDidIt() throws Exception {
    Undisturbed.check(BlockingCallTest::checkReport);
  }

  private static void checkReport() throws Exception {
    var stage = new Stage(Mode.LOOP, Audience.NONE);
    EventLoop.<Boolean, Exception>run(() -> {
      new BlockingCall(stage).play();
      return true;
    });
    assertThat(EverySeed.texts(EverySeed.act(stage, "computing")))
        .last()
        .asString()
        .startsWith("reported: \"gather")
        .contains("keeps loop \"orders\"")
        .endsWith(" in summary(BlockingCall.java)");
  }

  @Test
  void pingBesideABlockingCall_isAnsweredAtOnce_besideAComputationAfterIt()
      throws InterruptedException {
    EverySeed.play(
        BlockingCall::new,
        "blocking",
        act -> assertThat(EverySeed.bar(act, "ping").to()).isLessThan(1_000_000));
    EverySeed.play(BlockingCall::new, "computing", BlockingCallTest::assertHeldUp);
  }

  private static void assertHeldUp(Act act) {
    assertThat(EverySeed.bar(act, "ping").to())
        .isGreaterThanOrEqualTo(EverySeed.bar(act, "report").from() + 1_200_000_000);
  }
}
