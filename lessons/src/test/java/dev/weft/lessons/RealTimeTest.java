package dev.weft.lessons;

import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.weft.lessons.stage.Audience;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.Performance;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every lesson does on all cores, and on an event loop, what it does in the simulator. Lessons are
/// played side by side here, but no lesson beside itself, nor beside other tests: they listen to
/// the tasks of the whole program.
@Tag("slow")
class RealTimeTest {
  /// How many compute at once there is the machine's matter; CoresTest looks at that.
  private static final String ON_ALL_PROCESSORS = "cores";

  private static final Map<String, Lock> LOCKS = new ConcurrentHashMap<>();

  static List<String> lessons() {
    return Syllabus.LESSONS.stream().map(Entry::name).toList();
  }

  @ParameterizedTest
  @MethodSource("lessons")
  @Execution(CONCURRENT)
  void onAllCores_itIsTheSame(String name) throws Exception {
    check(name, Mode.PARALLEL);
  }

  @ParameterizedTest
  @MethodSource("lessons")
  @Execution(CONCURRENT)
  void onAnEventLoop_itIsTheSame(String name) throws Exception {
    check(name, Mode.LOOP);
  }

  private static void check(String name, Mode mode) throws Exception {
    Entry entry = Syllabus.find(name).orElseThrow();
    Lock alone = LOCKS.computeIfAbsent(name, _ -> new ReentrantLock());
    alone.lock();
    try {
      Performance expected = Simulated.play(entry);
      Undisturbed.check(() -> {
        Performance played = Theatre.play(entry, mode, OptionalLong.empty(), Audience.NONE);
        SamePlay.check(expected, played);
        if (!name.equals(ON_ALL_PROCESSORS)) {
          SamePlay.checkOrder(expected, played);
        }
      });
    } finally {
      alone.unlock();
    }
  }
}
