package dev.weft.lessons.exercise;

import dev.weft.Op;
import dev.weft.sim.Simulation;
import dev.weft.sim.SimulationError;
import dev.weft.sim.SimulationFailure;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs a program with somebody's solution in the simulator, under many seeds, and tells what went
/// wrong there.
final class Trial {
  /// Enough to see how it came to that.
  private static final int STEPS = 8;

  /// A hundred times what the longest of the right ones need.
  private static final int MOST_STEPS = 100_000;

  /// How the simulator begins the line that runs a failure again.
  private static final String AGAIN = "\nseed ";

  /// What a solution is asked to do.
  interface Action {
    void run() throws Exception;
  }

  /// A line of a stack that is not in a class without a package, as solutions are.
  private static final Pattern OTHER_FRAME = Pattern.compile("(?m)^ +at (?![A-Z]).*\\R");

  private Trial() {}

  static void explore(int runs, Op<?, ?> program) throws NotYetException, InterruptedException {
    explore(Simulation.create(), runs, program);
  }

  static void explore(Simulation simulation, int runs, Op<?, ?> program)
      throws NotYetException, InterruptedException {
    try {
      simulation.mostSteps(MOST_STEPS).explore(runs, program);
    } catch (SimulationFailure failure) {
      throw notYet(failure);
    }
  }

  /// Cancels the program at each of its steps in turn, and has its deadline expire there.
  static void cancelEverywhere(int seeds, Op<?, ?> program)
      throws NotYetException, InterruptedException {
    cancelEverywhere(Simulation.create(), seeds, program);
  }

  static void cancelEverywhere(Simulation simulation, int seeds, Op<?, ?> program)
      throws NotYetException, InterruptedException {
    try {
      for (int seed = 0; seed < seeds; seed++) {
        simulation.mostSteps(MOST_STEPS).cancelEverywhere(seed, program);
      }
    } catch (SimulationFailure failure) {
      throw notYet(failure);
    }
  }

  /// The virtual time since the beginning of the run.
  static long millis() {
    return Simulation.elapsed().toMillis();
  }

  /// Whoever is ready may run before the caller goes on.
  @SuppressWarnings("ThreadPriorityCheck") // in a simulation it is a choice of the seed
  static void othersMayComeFirst() {
    Thread.yield();
  }

  static void require(boolean isRight, Supplier<String> otherwise) throws NotYetException {
    if (!isRight) {
      throw new NotYetException(otherwise.get());
    }
  }

  /// What a solution throws, an interruption too; null if it returns.
  static @Nullable Exception thrownBy(Action action) {
    try {
      action.run();
      return null;
    } catch (Exception e) {
      return e;
    }
  }

  private static NotYetException notYet(SimulationFailure failure) {
    String text = String.valueOf(failure.getMessage());
    int end = text.indexOf(AGAIN);
    String what = end < 0 ? text : text.substring(0, end);
    List<String> steps = failure.trace().lines().toList();
    return new NotYetException(
        "%s\n\nunder seed %d, the last steps:\n  %s"
            .formatted(
                said(failure, what),
                failure.seed(),
                String.join(
                    "\n  ", steps.subList(Math.max(0, steps.size() - STEPS), steps.size()))),
        failure);
  }

  /// What the check said, with where the program was cancelled, if it was; else what the simulator
  /// found.
  private static String said(SimulationFailure failure, String found) {
    for (Throwable t = failure.getCause(); t != null; t = t.getCause()) {
      if (t instanceof NotYetException told) {
        return told.getMessage()
            + found
                .lines()
                .filter(line -> line.contains(" before step "))
                .findFirst()
                .map(line -> " (" + line + ")")
                .orElse("");
      }
    }
    if (failure.getCause() instanceof SimulationError refused) {
      return String.valueOf(refused.getMessage())
              .replaceAll("; (or )?allow it by Simulation\\.allowOutside\\(\\)", "")
          + "; threads of a solution are virtual ones, or tasks of Weft";
    }
    // What the simulator can be asked for is not the learner's to ask.
    return OTHER_FRAME
        .matcher(found.replace("; if it ends after more, allow that by mostSteps()", ""))
        .replaceAll("")
        .strip();
  }
}
