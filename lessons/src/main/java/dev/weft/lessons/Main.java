package dev.weft.lessons;

import dev.weft.lessons.stage.Style;
import java.io.Console;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The command line of the lessons.
@Command(
    name = "weft",
    description = "The course lesson, to run and to change.",
    mixinStandardHelpOptions = true)
public final class Main {
  /// What Weft reports of the programs that are wrong is a part of the lessons, which say it.
  private static final Logger LOG = Logger.getLogger("dev.weft");

  private Main() {}

  public static void main(String[] args) {
    Ending.watch();
    LOG.setLevel(Level.OFF);
    boolean isTerminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    System.exit(
        commandLine(System.out, Style.of(isTerminal, System.out.charset()), home()).execute(args));
  }

  /// The folder of the product, as its launcher tells it.
  private static Path home() {
    return Path.of(System.getProperty("weft.home", ""));
  }

  static CommandLine commandLine(PrintStream out, Style style, Path home) {
    return new CommandLine(new Main())
        .addSubcommand(new LessonCommand(out, style))
        .addSubcommand(new ExerciseCommand(out, style, home))
        .setParameterExceptionHandler(Main::refuse)
        .setExecutionExceptionHandler(Main::fail);
  }

  private static int fail(Exception failure, CommandLine command, ParseResult given)
      throws Exception {
    if (Ending.hasBegun()) {
      return 1;
    }
    throw failure;
  }

  /// One line with the mistake and where to read on.
  private static int refuse(ParameterException mistake, String[] args) {
    CommandLine command = mistake.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + mistake.getMessage() + "; see " + name + " --help");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }
}
