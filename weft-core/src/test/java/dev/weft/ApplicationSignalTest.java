package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.contract.Case;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Signals to a program in a process of its own, whose `main` is or is not on a loop.
@Tag("slow")
class ApplicationSignalTest {

  @ParameterizedTest
  @CsvSource({"TERM, platform", "INT, platform", "HUP, platform", "TERM, loop"})
  void signal_stopsInOrder_withStatusZero(String signal, String scheduler) throws Exception {
    Process process = start(scheduler);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("serving");
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertThat(out.lines().toList()).containsExactly("drained", "closed");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"platform", "loop"})
  @Case(56)
  void secondSignal_endsAtOnce(String scheduler) throws Exception {
    endsAtTheSecondSignal(start(scheduler, "stuck"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"platform", "loop"})
  @Case(56)
  void secondSignal_endsAtOnce_alsoWhenTheLogBlocks(String scheduler) throws Exception {
    endsAtTheSecondSignal(program(scheduler, "full").start());
  }

  private static void endsAtTheSecondSignal(Process process)
      throws IOException, InterruptedException {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("serving");
      process.toHandle().destroy();
      assertThat(out.readLine()).isEqualTo("draining for ever");
      process.toHandle().destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 15);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(String... args) throws IOException {
    return program(args).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static ProcessBuilder program(String... args) {
    var command =
        new ArrayList<>(
            List.of(
                // A shell starts its background jobs, which the tests may be, with these ignored.
                "env",
                "--default-signal=INT,HUP",
                System.getProperty("java.home") + "/bin/java",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ApplicationProgram.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command);
  }
}
