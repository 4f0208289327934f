package dev.weft.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The examples of the course in Python do what the pages say of them, mistakes included.
@Tag("slow")
class OriginalsTest {
  private static final Path FOLDER = Page.DOCS.resolve("python");
  private static final int LONGEST_SECONDS = 30;

  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".py"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void original_printsWhatItPrinted(String name) throws Exception {
    Undisturbed.check(() -> check(name));
  }

  private static void check(String name) throws IOException, InterruptedException {
    String python = Optional.ofNullable(System.getenv("WEFT_PYTHON")).orElse("python3");
    Path output = Files.createTempFile("original", ".txt");
    try {
      Process process =
          new ProcessBuilder(python, "-X", "utf8", name)
              .directory(FOLDER.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean isOver = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      assertThat(isOver).as("ended within %d s", LONGEST_SECONDS).isTrue();
      Written.check(
          FOLDER.resolve(name.replace(".py", ".txt")),
          Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.delete(output);
    }
  }
}
