package dev.weft.lessons.mistakes;

import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Act;
import dev.weft.lessons.stage.Audience;
import dev.weft.lessons.stage.Bar;
import dev.weft.lessons.stage.Line;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.Stage;
import dev.weft.sim.Simulation;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// Plays a lesson in many orders of its threads.
final class EverySeed {
  private static final int SEEDS = 300;

  private EverySeed() {}

  /// Plays it under many seeds, and has one act of each performance checked.
  static void play(Function<Stage, ? extends Lesson> lesson, String region, Consumer<Act> check)
      throws InterruptedException {
    // Programs that are wrong, too, are played.
    Simulation.create()
        .allowLeftovers()
        .allowMistakes()
        .explore(
            SEEDS,
            () -> {
              var stage = new Stage(Mode.SIMULATED, Audience.NONE);
              lesson.apply(stage).play();
              check.accept(act(stage, region));
              return true;
            });
  }

  static Act act(Stage stage, String region) {
    return stage.performance().acts().stream()
        .filter(act -> act.region().equals(region))
        .findAny()
        .orElseThrow();
  }

  static List<String> texts(Act act) {
    return act.lines().stream().map(Line::text).toList();
  }

  static Bar bar(Act act, String name) {
    return act.bars().stream().filter(bar -> bar.name().equals(name)).findAny().orElseThrow();
  }
}
