package dev.weft.lessons;

import dev.weft.lessons.exercise.Exercise;
import dev.weft.lessons.exercise.Exercises;
import dev.weft.lessons.exercise.NotYetException;
import dev.weft.lessons.stage.Style;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weft exercise`: lists the exercises, or hands one out and checks it.
@Command(
    name = "exercise",
    description = {
      "Lists the exercises. With the name of one: puts its file into the folder exercises, if it is not there, and checks it.",
      "Exits with 0 if it is solved, with 1 if it is not."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExerciseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "the exercise")
  private @Nullable String name;

  @Option(names = "--solution", description = "show a solution")
  private boolean isSolutionWanted;

  @Option(
      names = "--reset",
      description = "begin again; the file as it was is kept beside it, with .old at its end")
  private boolean isReset;

  private final PrintStream out;
  private final Style style;
  private final Path folder;
  private final Duration bound;

  ExerciseCommand(PrintStream out, Style style, Path home) {
    this(out, style, home, Exercise.BOUND);
  }

  /// With another bound for solutions that do not end.
  ExerciseCommand(PrintStream out, Style style, Path home, Duration bound) {
    this.out = out;
    this.style = style;
    this.folder = home.resolve("exercises");
    this.bound = bound;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (isReset && isSolutionWanted) {
      throw refusal("--solution shows, --reset begins again; give one of them");
    }
    if (name == null) {
      if (isReset || isSolutionWanted) {
        throw refusal((isReset ? "--reset" : "--solution") + " needs the name of an exercise");
      }
      list();
      return 0;
    }
    Exercise<?> exercise =
        Exercises.find(name)
            .orElseThrow(() ->
                refusal("there is no exercise \"" + name + "\"; weft exercise lists them all"));
    if (isSolutionWanted) {
      out.print(Exercises.solution(exercise));
      return 0;
    }
    return handOutAndCheck(exercise);
  }

  private ParameterException refusal(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private Path file(Exercise<?> exercise) {
    return folder.resolve(exercise.file() + ".java");
  }

  private void list() {
    int width = Exercises.ALL.stream().mapToInt(each -> each.name().length()).max().orElse(0);
    for (Exercise<?> each : Exercises.ALL) {
      out.println(
          (Files.exists(file(each)) ? "* " : "  ")
              + style.strong(each.name())
              + " ".repeat(width - each.name().length() + 2)
              + each.title());
    }
    out.println();
    out.println("weft exercise NAME hands one out and checks it; those with a * are begun.");
  }

  private static String read(Path file) throws NotYetException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new NotYetException(
          file + " cannot be read; it has to be a file with text in UTF-8: " + e, e);
    }
  }

  /// Nothing that somebody wrote is overwritten.
  private static void keepOld(Path file) throws IOException {
    Path old = Path.of(file + ".old");
    for (int i = 2; Files.exists(old); i++) {
      old = Path.of(file + ".old." + i);
    }
    Files.move(file, old);
  }

  private int handOutAndCheck(Exercise<?> exercise) throws IOException, InterruptedException {
    Path file = file(exercise);
    if (isReset && Files.exists(file)) {
      keepOld(file);
    }
    out.println(style.strong(exercise.name() + ": " + exercise.title()));
    out.println();
    out.println(exercise.task());
    if (!Files.exists(file)) {
      Files.createDirectories(folder);
      Files.writeString(file, Exercises.start(exercise));
    }
    out.println("The file is " + file + "; weft lesson " + exercise.lesson() + " is about this.");
    out.println();
    var verdict = Verdict.expected(out, style);
    try {
      exercise.check(read(file), bound);
      out.println(style.good("Solved."));
      return 0;
    } catch (NotYetException e) {
      out.println(style.bad("Not yet: ") + e.getMessage());
      return 1;
    } finally {
      verdict.isGiven();
    }
  }
}
