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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Solutions that are wrong in another way than the program to be mended are refused, each for what
/// its first line says; those that are right in another way than ours are accepted.
class AttemptsTest {
  private static final Path ATTEMPTS = Path.of("src/test/resources/attempts");
  private static final Path OTHERS = Path.of("src/test/resources/others");
  private static final String REFUSED = "// refused: ";

  /// What Weft says of them is not of interest here.

  static List<Path> attempts() throws IOException {
    return files(ATTEMPTS);
  }

  static List<Path> others() throws IOException {
    return files(OTHERS);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static boolean isOf(Exercise<?> exercise, Path file) {
    return file.getFileName().toString().startsWith(exercise.file() + "-");
  }

  private static Exercise<?> exercise(Path file) {
    return Exercises.ALL.stream()
        .<Exercise<?>>map(each -> each)
        .filter(each -> isOf(each, file))
        .findAny()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("attempts")
  void attempt_isRefused_forWhatIsWrongWithIt(Path file) throws IOException {
    String source = Files.readString(file);
    String first = source.lines().findFirst().orElse("");
    assertThat(first).startsWith(REFUSED);
    assertThatThrownBy(() -> exercise(file).check(source))
        .isInstanceOf(NotYetException.class)
        .hasMessageContaining(first.substring(REFUSED.length()));
  }

  @ParameterizedTest
  @MethodSource("others")
  void otherRightWay_isAccepted(Path file) throws Exception {
    exercise(file).check(Files.readString(file));
  }

  @Test
  void everyExercise_hasAnAttempt() throws IOException {
    List<Path> attempts = attempts();
    assertThat(Exercises.ALL)
        .allSatisfy(exercise -> assertThat(attempts).anyMatch(file -> isOf(exercise, file)));
  }
}
