package dev.weft.bench.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadProgramTest {
  private static final Duration MOMENT = Duration.ofMillis(500);

  @Test
  void whatAProgramPrints_isReturned() throws Exception {
    assertThat(LoadProgram.run(shell("echo said; echo more >&2"), MOMENT)).hasValue("said\nmore\n");
  }

  @Test
  void aProgramThatFails_isTold_withWhatItPrinted() {
    assertThatThrownBy(() -> LoadProgram.run(shell("echo no route; exit 3"), MOMENT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("failed with 3: no route");
  }

  @Test
  void whoIsCancelled_doesNotWaitForTheProgram_whichIsEnded() {
    assertThatThrownBy(
            () -> Deadline.within(MOMENT, () -> LoadProgram.run(List.of("sleep", "7919"), MOMENT)))
        .isInstanceOf(DeadlineExceededException.class);

    assertThat(ProcessHandle.current().children().toList())
        .filteredOn(child -> child.info().commandLine().orElse("").contains("7919"))
        .allSatisfy(child -> assertThat(child.onExit()).succeedsWithin(Duration.ofSeconds(10)));
  }

  private static List<String> shell(String script) {
    return List.of("sh", "-c", script);
  }
}
