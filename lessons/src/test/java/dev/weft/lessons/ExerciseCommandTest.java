package dev.weft.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.exercise.Exercise;
import dev.weft.lessons.exercise.Exercises;
import dev.weft.lessons.stage.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ExerciseCommandTest {
  private static final String SPIN = "weft.test.spin";

  private final Exercise<?> exercise = Exercises.find("side-by-side").orElseThrow();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  @TempDir Path home;

  private int weft(String... args) {
    out.reset();
    return Main.commandLine(print(), Style.PLAIN, home)
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  private PrintStream print() {
    return new PrintStream(out, true, StandardCharsets.UTF_8);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private Path file() {
    return home.resolve("exercises/MySideBySide.java");
  }

  private void write(String source) throws IOException {
    Files.createDirectories(home.resolve("exercises"));
    Files.writeString(file(), source);
  }

  @Test
  void withoutName_listsThemAll_andWhichAreBegun() throws IOException {
    write("class MySideBySide {}");
    assertThat(weft("exercise")).isZero();
    for (Exercise<?> each : Exercises.ALL) {
      String mark = each == exercise ? "* " : "  ";
      assertThat(printed().lines())
          .anyMatch(
              line -> line.startsWith(mark + each.name() + " ") && line.endsWith(each.title()));
    }
  }

  @Test
  void firstTime_handsOutTheProgram_andSaysWhatIsWrongWithIt() throws IOException {
    assertThat(weft("exercise", "side-by-side")).isOne();
    assertThat(file()).content().isEqualTo(Exercises.start(exercise));
    assertThat(printed())
        .contains(exercise.task(), "The file is " + file(), "Not yet: load() took 1200 ms");
  }

  @Test
  void mendedFile_isSolved() throws IOException {
    write(Exercises.solution(exercise));
    assertThat(weft("exercise", "side-by-side")).isZero();
    assertThat(printed()).endsWith("Solved.\n");
    assertThat(file()).content().isEqualTo(Exercises.solution(exercise));
  }

  @Test
  void reset_beginsAgain_andKeepsTheFileAsItWas() throws IOException {
    write("class Mine {}");
    assertThat(weft("exercise", "side-by-side", "--reset")).isOne();
    assertThat(file()).content().isEqualTo(Exercises.start(exercise));
    assertThat(Path.of(file() + ".old")).content().isEqualTo("class Mine {}");
  }

  @Test
  void solution_isPrinted_andTouchesNothing() {
    assertThat(weft("exercise", "side-by-side", "--solution")).isZero();
    assertThat(printed()).isEqualTo(Exercises.solution(exercise));
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void compileError_isToldWithItsLine() throws IOException {
    write("public class MySideBySide {\n  int x = \"\";\n}\n");
    assertThat(weft("exercise", "side-by-side")).isOne();
    assertThat(printed()).contains("Not yet: it does not compile", "MySideBySide.java:2: error:");
  }

  @Test
  void otherClass_isRefused_withWhatItMustBe() throws IOException {
    write("public class MySideBySide {}");
    assertThat(weft("exercise", "side-by-side")).isOne();
    assertThat(printed()).contains("class MySideBySide must be public, implement SideBySide");
  }

  @Test
  void unknownName_isAMistakeOfTheUser() {
    assertThat(weft("exercise", "nonsense")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "weft exercise: there is no exercise \"nonsense\"; weft exercise lists them all; see weft exercise --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--reset", "--solution"})
  void optionWithoutName_isAMistakeOfTheUser(String option) {
    assertThat(weft("exercise", option)).isEqualTo(2);
    assertThat(err.toString()).contains(option + " needs the name of an exercise");
  }

  @Test
  void resetAndSolution_isAMistakeOfTheUser() {
    assertThat(weft("exercise", "side-by-side", "--reset", "--solution")).isEqualTo(2);
    assertThat(err.toString()).contains("give one of them");
  }

  @Test
  void endlessLoop_inTheSimulator_isGivenUp() throws IOException {
    endless(
        "side-by-side",
        """
        public class MySideBySide implements dev.weft.lessons.exercise.SideBySide {
          public Profile load(Api api) {
            while (System.getProperty("%s") != null) { }
            return null;
          }
        }
        """,
        "Not yet: it has not ended after 5 s");
  }

  @Test
  void endlessLoop_elsewhere_isGivenUp_andToldWithItsLine() throws IOException {
    endless(
        "find-the-race",
        """
        public class MyRaceHunt implements dev.weft.lessons.exercise.RaceHunt {
          public long seed() {
            while (System.getProperty("%s") != null) { }
            return 0;
          }
          public Till mended() { return null; }
        }
        """,
        "Not yet: MyRaceHunt.java:3: it has not ended after 5 s");
  }

  /// Lets a loop go on until the command has given it up. To compile it counts too, and takes long
  /// for the first time in a JVM.
  private void endless(String name, String source, String expected) throws IOException {
    assertThat(weft("exercise", "side-by-side")).isOne();
    out.reset();
    Path file = home.resolve("exercises/" + Exercises.find(name).orElseThrow().file() + ".java");
    Files.createDirectories(home.resolve("exercises"));
    Files.writeString(file, source.formatted(SPIN));
    System.setProperty(SPIN, "yes");
    try {
      int status =
          new CommandLine(new ExerciseCommand(print(), Style.PLAIN, home, Duration.ofSeconds(5)))
              .execute(name);
      assertThat(status).isOne();
      assertThat(printed()).contains(expected);
    } finally {
      System.clearProperty(SPIN);
    }
  }

  @Test
  void endlessLoop_thatSleeps_isFoundByTheSimulator() throws IOException {
    write(
        """
        public class MySideBySide implements dev.weft.lessons.exercise.SideBySide {
          public Profile load(Api api) throws InterruptedException {
            while (true) { Thread.sleep(1); }
          }
        }
        """);
    assertThat(weft("exercise", "side-by-side")).isOne();
    assertThat(printed()).contains("Not yet: it has not ended after");
  }

  @Test
  void pages_showWhatItPrints() {
    weft("exercise", "side-by-side");
    String block = "```text\n" + printed().replace(home.toString(), "…") + "```";
    assertThat(Page.read(Page.DOCS.resolve("exercises.md")).text()).contains(block);
    assertThat(Page.read(Page.RUSSIAN.resolve("exercises.md")).text()).contains(block);
  }
}
