package dev.weft.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.lessons.exercise.Exercise;
import dev.weft.lessons.exercise.Exercises;
import dev.weft.lessons.exercise.NotYetException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExercisesTest {
  /// What Weft says of the programs that are wrong is not of interest here.
  private static final Logger LOG = Logger.getLogger("dev.weft");

  @BeforeAll
  static void beQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(null);
  }

  static List<String> names() {
    return Exercises.ALL.stream().<String>map(Exercise::name).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void start_compiles_andIsNotSolved(String name) {
    Exercise<?> exercise = Exercises.find(name).orElseThrow();
    assertThatThrownBy(() -> exercise.check(Exercises.start(exercise)))
        .isInstanceOf(NotYetException.class)
        .message()
        .doesNotContain("does not compile")
        .isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("names")
  void solution_isRight(String name) throws Exception {
    Exercise<?> exercise = Exercises.find(name).orElseThrow();
    exercise.check(Exercises.solution(exercise));
  }

  @Test
  void whatDoesNotCompile_isToldWithItsLine() {
    Exercise<?> exercise = Exercises.ALL.getFirst();
    assertThatThrownBy(() -> exercise.check("class " + exercise.file() + " {\n oops }"))
        .isInstanceOf(NotYetException.class)
        .hasMessageContaining("it does not compile")
        .hasMessageContaining(exercise.file() + ".java:2");
  }

  @Test
  void names_areUnique() {
    assertThat(names()).doesNotHaveDuplicates();
  }
}
