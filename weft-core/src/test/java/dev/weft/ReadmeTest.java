package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Runs the programs of the READMEs as a reader would, and compares what they print.
@Tag("slow")
class ReadmeTest {
  private static final Pattern PROGRAM =
      Pattern.compile("```java\n(.*?)```\n\n```text\n(.*?)```\n", Pattern.DOTALL);
  private static final Pattern ANY_JAVA = Pattern.compile("```java\n");

  @TempDir Path dir;

  @TestFactory
  Stream<DynamicTest> programs_printWhatTheReadmeSays() {
    return Stream.of("../README.md", "README.md")
        .map(Path::of)
        .map(readme -> DynamicTest.dynamicTest(readme.toString(), () -> check(readme)));
  }

  private void check(Path readme) throws IOException, InterruptedException {
    String text = Files.readString(readme);
    var programs = PROGRAM.matcher(text).results().toList();
    assertThat(programs).isNotEmpty().hasSize((int) ANY_JAVA.matcher(text).results().count());
    for (MatchResult program : programs) {
      Path source = dir.resolve("Example.java");
      Files.writeString(source, program.group(1));
      assertThat(run(source)).isEqualTo(program.group(2));
    }
  }

  private static String run(Path source) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                source.toString())
            .redirectErrorStream(true)
            .start();
    try (var output = process.getInputStream()) {
      String printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(printed).isZero();
      return printed;
    }
  }
}
