package dev.weft.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.exercise.Exercise;
import dev.weft.lessons.exercise.Exercises;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The tables of the exercises have all of them, in their order, each with its lesson and that
/// lesson's page.
class ExercisePagesTest {
  /// Exercise, what it trains, lesson, page.
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| `([a-z-]+)` \\| ([^|]+) \\| \\[`([a-z-]+)`\\]\\(([a-z]+)\\.md\\) \\|$");

  static List<Path> pages() {
    return Stream.of(Page.DOCS, Page.RUSSIAN)
        .map(folder -> folder.resolve("exercises.md"))
        .toList();
  }

  private static List<MatchResult> rows(Path page) {
    return ROW.matcher(Page.read(page).text()).results().toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void table_hasEveryExercise_withItsLesson(Path page) {
    assertThat(rows(page).stream().map(row -> row.group(1) + " " + row.group(3)))
        .containsExactlyElementsOf(
            Exercises.ALL.stream().map(each -> each.name() + " " + each.lesson()).toList());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void lesson_isOnThePage_thatIsLinked(Path page) {
    assertThat(rows(page))
        .isNotEmpty()
        .allSatisfy(row -> {
          assertThat(page.resolveSibling(row.group(4) + ".md")).exists();
          assertThat(Syllabus.find(row.group(3)).map(entry -> entry.chapter().page()))
              .hasValue(row.group(4));
        });
  }

  /// What they train is said in each language in its own words, and of each something else.
  @ParameterizedTest
  @MethodSource("pages")
  void eachTrains_somethingElse(Path page) {
    assertThat(rows(page).stream().map(row -> row.group(2))).doesNotHaveDuplicates();
    assertThat(Exercises.ALL.stream().<String>map(Exercise::title)).doesNotHaveDuplicates();
  }
}
