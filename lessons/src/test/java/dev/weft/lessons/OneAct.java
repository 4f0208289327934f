package dev.weft.lessons;

import dev.weft.lessons.stage.Act;
import dev.weft.lessons.stage.Action;
import dev.weft.lessons.stage.Audience;
import dev.weft.lessons.stage.Line;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.Stage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// An act of a lesson, played alone, inside of a simulation.
///
/// @param act what was played
public record OneAct(Act act) {

  /// Plays it.
  ///
  /// @param program makes it, for a stage
  public static OneAct play(Function<Stage, Action<Exception>> program) throws Exception {
    var stage = new Stage(Mode.SIMULATED, Audience.NONE);
    stage.right("alone", "alone", program.apply(stage));
    return new OneAct(stage.performance().acts().getFirst());
  }

  /// What was said.
  public List<String> lines() {
    return act.lines().stream().map(Line::text).toList();
  }

  /// How each bar has ended, for example `user CANCELLED 300`, with the milliseconds.
  public List<String> ends() {
    return act.bars().stream()
        .map(bar -> bar.name() + " " + bar.end() + " " + TimeUnit.NANOSECONDS.toMillis(bar.to()))
        .toList();
  }
}
