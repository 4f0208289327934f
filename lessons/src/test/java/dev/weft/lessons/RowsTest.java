package dev.weft.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The table in `docs/lessons/README.md` has each example of the course with its lesson and the
/// test that proves what it claims.
class RowsTest {
  private static final int EXAMPLES = 36;

  /// Number, example, lesson, test.
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (\\d+) \\| ([^|]+) \\| `([a-z-]+)` \\| `(\\w+)(?:#(\\w+))?` \\|$");

  private static List<MatchResult> rows() {
    return ROW.matcher(Page.read(Page.DOCS.resolve("README.md")).text()).results().toList();
  }

  @Test
  void everyExample_hasARow_inItsOrder() {
    assertThat(rows().stream().map(row -> Integer.valueOf(row.group(1))))
        .isEqualTo(IntStream.rangeClosed(1, EXAMPLES).boxed().toList());
  }

  @Test
  void itsLesson_isThere_andIsOfThisExample() {
    assertThat(rows())
        .isNotEmpty()
        .allSatisfy(row ->
            assertThat(Syllabus.find(row.group(3)))
                .hasValueSatisfying(
                    lesson -> assertThat(lesson.rows()).contains(Integer.valueOf(row.group(1)))));
  }

  @Test
  void everyLesson_isInARow() {
    assertThat(rows().stream().map(row -> row.group(3)))
        .containsAll(Syllabus.LESSONS.stream().map(Entry::name).toList());
  }

  @Test
  void itsTest_isThere() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      List<Path> tests =
          files
              .filter(file -> file.toString().contains("/src/test/java/"))
              .filter(file -> file.toString().endsWith("Test.java"))
              .toList();
      assertThat(rows())
          .allSatisfy(row -> {
            List<Path> found =
                tests.stream().filter(file -> file.endsWith(row.group(4) + ".java")).toList();
            assertThat(found).as(row.group(4)).hasSize(1);
            String method = row.group(5);
            if (method != null) {
              assertThat(found.getFirst()).content().contains(" " + method + "(");
            }
          });
    }
  }
}
