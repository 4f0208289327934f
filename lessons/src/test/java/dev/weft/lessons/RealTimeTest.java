package dev.weft.lessons;

import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.weft.lessons.stage.Audience;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.Performance;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every lesson does on all cores, and on an event loop, what it does in the simulator.
@Tag("slow")
@Execution(CONCURRENT)
class RealTimeTest {

  static List<String> lessons() {
    return Syllabus.LESSONS.stream().map(Entry::name).toList();
  }

  @ParameterizedTest
  @MethodSource("lessons")
  void onAllCores_itIsTheSame(String name) throws Exception {
    check(name, Mode.PARALLEL);
  }

  @ParameterizedTest
  @MethodSource("lessons")
  void onAnEventLoop_itIsTheSame(String name) throws Exception {
    check(name, Mode.LOOP);
  }

  private static void check(String name, Mode mode) throws Exception {
    Entry entry = Syllabus.find(name).orElseThrow();
    Performance expected = Simulated.play(entry);
    SamePlay.check(expected, Theatre.play(entry, mode, OptionalLong.empty(), Audience.NONE));
  }
}
