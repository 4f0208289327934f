package dev.weft.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.stage.SourceCode;
import dev.weft.lessons.stage.Style;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What each lesson prints in the simulator is the same to the last character, always.
class SimulatedTest {
  private static final Path OUTPUT = Path.of("../docs/lessons/output");

  static List<String> lessons() {
    return Syllabus.LESSONS.stream().map(Entry::name).toList();
  }

  @ParameterizedTest
  @MethodSource("lessons")
  void output_isExactlyAsItWas(String name) throws Exception {
    Entry entry = Syllabus.find(name).orElseThrow();
    var bytes = new ByteArrayOutputStream();
    try (var out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      new Terminal(out, Style.PLAIN, false, SourceCode.of(entry.type()))
          .show(Simulated.play(entry));
    }
    Written.check(OUTPUT.resolve(name + ".txt"), bytes.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("lessons")
  void someAct_showsSomething(String name) throws Exception {
    Entry entry = Syllabus.find(name).orElseThrow();
    assertThat(Simulated.play(entry).acts())
        .isNotEmpty()
        .allSatisfy(act -> assertThat(act.lines().size() + act.bars().size()).isPositive());
  }
}
