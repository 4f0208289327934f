package dev.weft.lessons;

import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.SourceCode;
import dev.weft.lessons.stage.Style;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weft lesson`: lists the lessons, or plays one.
@Command(
    name = "lesson",
    description = "Lists the lessons; with the name of one, plays it.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class LessonCommand implements Callable<Integer> {
  private static final long TICK_MILLIS = 100;
  private static final int LEAST_ROWS = 28;
  private static final int LEAST_COLUMNS = 80;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "the lesson to play")
  private @Nullable String name;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "parallel",
      description =
          "what runs its threads: parallel (all cores), loop (an event loop) or simulated (virtual time; default: ${DEFAULT-VALUE})")
  private String mode = "";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "with --mode simulated: the order in which threads run; otherwise first in, first out")
  private @Nullable Long seed;

  private final PrintStream out;
  private final Style style;

  LessonCommand(PrintStream out, Style style) {
    this.out = out;
    this.style = style;
  }

  @Override
  public Integer call() throws Exception {
    Mode chosen = chosenMode();
    if (seed != null && chosen != Mode.SIMULATED) {
      throw refusal(
          "--seed " + seed + " needs --mode simulated; elsewhere nobody can choose the order");
    }
    if (name == null) {
      if (seed != null || spec.commandLine().getParseResult().hasMatchedOption("--mode")) {
        throw refusal("--mode and --seed need the name of a lesson");
      }
      list();
      return 0;
    }
    Entry entry =
        Syllabus.find(name)
            .orElseThrow(
                () -> refusal("there is no lesson \"" + name + "\"; weft lesson lists them all"));
    play(entry, chosen);
    return 0;
  }

  private Mode chosenMode() {
    return Arrays.stream(Mode.values())
        .filter(known -> known.toString().equals(mode))
        .findAny()
        .orElseThrow(() -> refusal("--mode " + mode + " is none of parallel, loop and simulated"));
  }

  private ParameterException refusal(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void list() {
    int width = Syllabus.LESSONS.stream().mapToInt(entry -> entry.name().length()).max().orElse(0);
    for (Chapter chapter : Chapter.values()) {
      out.println(style.strong(chapter.title()));
      for (Entry entry : Syllabus.LESSONS) {
        if (entry.chapter() == chapter) {
          out.println(
              "  " + entry.name() + " ".repeat(width - entry.name().length() + 2) + entry.title());
        }
      }
      out.println();
    }
    out.println(
        "weft lesson NAME plays one, --mode loop on an event loop, --mode simulated in virtual time.");
  }

  /// A line that is wrapped, or has left the window, cannot be drawn over. The launcher tells how
  /// large the window is.
  private boolean isLive() {
    String[] size = System.getProperty("weft.terminal", "").split(" ", -1);
    boolean isKnown = size.length == 2 && size[0].matches("\\d+") && size[1].matches("\\d+");
    return style.isColoured()
        && (!isKnown
            || (Integer.parseInt(size[0]) >= LEAST_ROWS
                && Integer.parseInt(size[1]) >= LEAST_COLUMNS));
  }

  private void play(Entry entry, Mode chosen) throws Exception {
    String rows = entry.rows().stream().map(String::valueOf).collect(Collectors.joining(", "));
    out.println(style.strong(entry.title()));
    out.println(
        style.faint(
            "%s, example %s of the course; mode %s%s"
                .formatted(
                    entry.chapter().title(), rows, chosen, seed == null ? "" : ", seed " + seed)));
    out.println();
    var terminal = new Terminal(out, style, isLive(), SourceCode.of(entry.type()));
    OptionalLong chosenSeed = seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
    try (ScheduledExecutorService ticks =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory())) {
      var ticking =
          ticks.scheduleAtFixedRate(
              terminal::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
      try {
        var performance = Theatre.play(entry, chosen, chosenSeed, terminal);
        if (chosen == Mode.SIMULATED) {
          terminal.show(performance);
        }
      } finally {
        ticking.cancel(false);
      }
    }
  }
}
