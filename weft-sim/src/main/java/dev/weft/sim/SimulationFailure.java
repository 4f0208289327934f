package dev.weft.sim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run in which something was wrong: what, the seed, the line that runs it again, and what
/// happened.
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1L;
  private static final int LINES = 100;

  private final long seed;
  private final String choices;
  private final String trace;

  SimulationFailure(String what, Options options, Run run, @Nullable Throwable cause) {
    super(text(what, options, run), cause);
    this.seed = run.seed;
    this.choices = choices(run.trace);
    this.trace = run.trace.text();
  }

  private static String text(String what, Options options, Run run) {
    return what
        + "\nseed "
        + run.seed
        + ", run it again by: "
        + options.again(run.seed, choices(run.trace))
        + "\n"
        + last(run.trace.text());
  }

  private static String choices(Trace trace) {
    return String.join(".", trace.choices().stream().map(String::valueOf).toList());
  }

  private static String last(String trace) {
    List<String> lines = trace.lines().toList();
    int left = Math.max(0, lines.size() - LINES);
    return (left == 0 ? "" : "… " + left + " steps before\n")
        + String.join("\n", lines.subList(left, lines.size()));
  }

  /// The seed of the run.
  ///
  /// @return the seed
  public long seed() {
    return seed;
  }

  /// What was chosen, for [Strategy#replay(String)].
  ///
  /// @return the choices
  public String choices() {
    return choices;
  }

  /// What happened: a line for each step, with the virtual time, who ran and what it waits on then.
  ///
  /// @return the lines
  public String trace() {
    return trace;
  }
}
