package dev.weft.lessons.theory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.Undisturbed;
import dev.weft.lessons.stage.Act;
import dev.weft.lessons.stage.Audience;
import dev.weft.lessons.stage.Line;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.Stage;
import dev.weft.loop.EventLoop;
import dev.weft.sim.SimulationTest;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EventLoopTraceTest {

  private static List<List<String>> played(Stage stage) {
    return stage.performance().acts().stream()
        .map(Act::lines)
        .map(lines -> lines.stream().map(Line::text).toList())
        .toList();
  }

  @Test
  @Tag("slow")
  void onALoop_theTraceIsExact_toTheOrderOfWhatHappensAtOnce() throws Exception {
    Undisturbed.check(EventLoopTraceTest::checkTraceOnALoop);
  }

  private static void checkTraceOnALoop() throws InterruptedException {
    var stage = new Stage(Mode.LOOP, Audience.NONE);
    EventLoop.run(() -> {
      new EventLoopTrace(stage).play();
      return true;
    });
    assertThat(played(stage))
        .containsExactly(
            List.of(
                "Task-1: has begun",
                "Task-2: has begun",
                "Task-3: has begun",
                "Task-2: has ended",
                "Task-3: has ended",
                "Task-1: has ended",
                "results: [result of Task-1, result of Task-2, result of Task-3]"),
            List.of(
                "running [Task-1]   ready [Task-2 Task-3]   waiting []",
                "running [Task-2]   ready [Task-3]          waiting [Task-1]",
                "running [Task-3]   ready []                waiting [Task-1 Task-2]",
                "running [Task-2]   ready []                waiting [Task-1 Task-3]",
                "running [Task-3]   ready []                waiting [Task-1]",
                "running [Task-1]   ready []                waiting []"),
            List.of("A1", "B1", "C1", "A2", "B2", "C2", "A3", "B3", "C3"),
            List.of("two deposits of 10 made of 100: 110"),
            List.of("two deposits of 10 made of 100: 120"));
  }

  @SimulationTest(seeds = 200)
  void whoeverRunsFirst_theyEndInTheSameOrder_andOneRunsAtATime() throws InterruptedException {
    var stage = new Stage(Mode.SIMULATED, Audience.NONE);
    new EventLoopTrace(stage).play();
    List<List<String>> acts = played(stage);
    assertThat(acts.getFirst().subList(0, 3))
        .containsExactlyInAnyOrder("Task-1: has begun", "Task-2: has begun", "Task-3: has begun");
    assertThat(acts.getFirst().subList(3, 6))
        .containsExactly("Task-2: has ended", "Task-3: has ended", "Task-1: has ended");
    assertThat(acts.get(1))
        .hasSize(6)
        .allSatisfy(line -> assertThat(line).matches("running \\[Task-\\d] .*"));
    assertThat(acts.get(3)).containsExactly("two deposits of 10 made of 100: 110");
    assertThat(acts.get(4)).containsExactly("two deposits of 10 made of 100: 120");
  }
}
