package dev.weft.lessons.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackgroundTasksTest {

  @Test
  void groupKeepsNoneThatHasEnded_andReportsEachFailure() throws InterruptedException {
    EverySeed.play(
        BackgroundTasks::new,
        "application",
        act -> {
          assertThat(EverySeed.texts(act)).hasSize(5);
          assertThat(EverySeed.texts(act)).first().isEqualTo("300 tasks are in the group");
          assertThat(EverySeed.texts(act).subList(1, 4))
              .containsExactlyInAnyOrder(
                  "log: job 100 failed: no connection",
                  "log: job 200 failed: no connection",
                  "log: job 300 failed: no connection");
          assertThat(EverySeed.texts(act)).last().isEqualTo("0 tasks are in the group");
        });
  }
}
