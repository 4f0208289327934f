package dev.weft.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.lessons.exercise.Exercise;
import dev.weft.lessons.exercise.Exercises;
import dev.weft.lessons.exercise.NotYetException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExercisesTest {
  /// What is wrong with the programs to be mended.
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("side-by-side", "load() took 1200 ms"),
          Map.entry("settle", "cancelled, switched off\", but is \""),
          Map.entry("bounded-batch", "40 items were worked on at a time"),
          Map.entry("first-answer", "is down; others may have failed before"),
          Map.entry("early-leave", "what is waited for then?"),
          Map.entry("fire-and-forget", "mails still on their way: 3"),
          Map.entry("swallowed-interrupt", "who takes the interrupt?"),
          Map.entry("which-timeout", "the first step was too slow, but run() threw"),
          Map.entry("two-locks", "deadlock"),
          Map.entry(
              "shielded-release", "when it had been cancelled and read() had ended, left open"),
          Map.entry("backpressure", "what makes a fast reader wait for a slow writer?"),
          Map.entry("single-flight", "who comes while it is loaded should wait for it"),
          Map.entry("lost-permit", "whom were the permits given to?"),
          Map.entry("rate-limiter", "held by"),
          Map.entry("transfer", "the accounts have"),
          Map.entry("find-the-race", "under seed 0"),
          Map.entry("drain", "is lost"));

  static List<String> names() {
    return Exercises.ALL.stream().<String>map(Exercise::name).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void start_compiles_andIsWrong_forItsReason(String name) {
    Exercise<?> exercise = Exercises.find(name).orElseThrow();
    assertThat(REASONS).containsKey(name);
    assertThatThrownBy(() -> exercise.check(Exercises.start(exercise)))
        .isInstanceOf(NotYetException.class)
        .hasMessageContaining(REASONS.get(name));
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
