package dev.weft.lessons.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.stage.End;
import org.junit.jupiter.api.Test;

class BlockingLibraryTest {

  @Test
  void expiredCall_isBrokenOff_andItsThreadIsFreeForTheNext() throws InterruptedException {
    EverySeed.play(
        BlockingLibrary::new,
        "offload",
        act -> {
          assertThat(EverySeed.texts(act))
              .containsExactly("invoice: 504, it took too long", "label: rendered");
          assertThat(EverySeed.bar(act, "invoice").end()).isEqualTo(End.CANCELLED);
          assertThat(EverySeed.bar(act, "label").from())
              .isEqualTo(EverySeed.bar(act, "invoice").to());
        });
  }

  @Test
  void context_comesAlong() throws InterruptedException {
    EverySeed.play(
        BlockingLibrary::new,
        "carried",
        act -> assertThat(EverySeed.texts(act)).containsExactly("page: rendered for ann"));
  }
}
