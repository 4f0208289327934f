package dev.weft.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.lessons.exercise.Exercise;
import dev.weft.lessons.exercise.Exercises;
import dev.weft.lessons.exercise.NotYetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Solutions that are wrong in another way than the program to be mended are refused, each for what
/// its first line says.
class AttemptsTest {
  private static final Path FOLDER = Path.of("src/test/resources/attempts");
  private static final String REFUSED = "// refused: ";

  /// What Weft says of them is not of interest here.
  private static final Logger LOG = Logger.getLogger("dev.weft");

  @BeforeAll
  static void beQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(null);
  }

  static List<String> attempts() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("attempts")
  void attempt_isRefused_forWhatIsWrongWithIt(String name) throws IOException {
    String source = Files.readString(FOLDER.resolve(name));
    String first = source.lines().findFirst().orElse("");
    assertThat(first).startsWith(REFUSED);
    Exercise<?> exercise =
        Exercises.ALL.stream()
            .<Exercise<?>>map(each -> each)
            .filter(each -> name.startsWith(each.file() + "-"))
            .findAny()
            .orElseThrow();
    assertThatThrownBy(() -> exercise.check(source))
        .isInstanceOf(NotYetException.class)
        .hasMessageContaining(first.substring(REFUSED.length()));
  }

  @Test
  void everyExercise_hasOne() throws IOException {
    List<String> attempts = attempts();
    assertThat(Exercises.ALL)
        .allSatisfy(exercise ->
            assertThat(attempts).anyMatch(name -> name.startsWith(exercise.file() + "-")));
  }
}
