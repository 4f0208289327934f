package dev.weft.service;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/// The command line of the service.
@Command(
    name = "weft",
    description = "The Weft dashboard service.",
    subcommands = {ServeCommand.class, SoakCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Logging.configure();
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main()).setParameterExceptionHandler(Main::refuse);
  }

  /// One line with the mistake and where to read on; all options would push it off the screen.
  private static int refuse(ParameterException mistake, String[] args) {
    CommandLine command = mistake.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String what = String.valueOf(mistake.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; ");
    command.getErr().println(name + ": " + what + "; see " + name + " --help");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }
}
