package dev.weft.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Each behaviour of `cases.txt` has a test that says so, and that runs on every scheduler.
class CasesTest {
  private static final Pattern CASE = Pattern.compile("^(\\d+) \\| ", Pattern.MULTILINE);

  /// Where the behaviour needs what this module has not.
  private static final Map<Integer, String> ELSEWHERE =
      Map.of(38, "../weft-jdbc/src/test/java/dev/weft/jdbc/CancellableDataSourceTest.java");

  /// Those that are a process of their own, with the scheduler as a parameter.
  private static final List<Integer> OWN_PROCESS = List.of(56);

  @Test
  void everyCase_hasATest_onEveryScheduler() throws IOException {
    Map<Integer, List<JavaMethod>> tests = tests();
    List<String> missing = new ArrayList<>();
    for (String line : cases()) {
      int number = Integer.parseInt(line);
      if (ELSEWHERE.containsKey(number)) {
        assertThat(Path.of(ELSEWHERE.get(number))).content().contains("@Case(" + number + ")");
      } else if (!tests.containsKey(number)) {
        missing.add(line);
      }
    }
    assertThat(missing).as("cases without a test").isEmpty();
    tests.forEach((number, methods) -> {
      if (!OWN_PROCESS.contains(number)) {
        assertThat(methods)
            .as("tests of case %s that run on every scheduler", number)
            .allMatch(method -> method.getOwner().isAnnotatedWith(OnEveryScheduler.class))
            .anyMatch(method -> !method.isAnnotatedWith(NeedsParallel.class));
      }
    });
  }

  @Test
  void numberThatIsNoCase_isAnOversight() throws IOException {
    assertThat(cases()).map(Integer::valueOf).containsAll(tests().keySet());
  }

  private static List<String> cases() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(CasesTest.class.getResourceAsStream("cases.txt"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<String> numbers = CASE.matcher(text).results().map(match -> match.group(1)).toList();
      assertThat(numbers).hasSizeGreaterThan(50);
      return numbers;
    }
  }

  private static Map<Integer, List<JavaMethod>> tests() {
    Map<Integer, List<JavaMethod>> tests = new TreeMap<>();
    var classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages("dev.weft");
    for (JavaClass type : classes) {
      for (JavaMethod method : type.getMethods()) {
        method
            .tryGetAnnotationOfType(Case.class)
            .ifPresent(named -> {
              assertThat(method.getAnnotations())
                  .as("%s is a test", method.getFullName())
                  .anyMatch(other -> other.getRawType().getSimpleName().endsWith("Test"));
              for (int number : named.value()) {
                tests.computeIfAbsent(number, _ -> new ArrayList<>()).add(method);
              }
            });
      }
    }
    return tests;
  }
}
