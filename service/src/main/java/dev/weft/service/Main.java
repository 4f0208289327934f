package dev.weft.service;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line of the service.
@Command(
    name = "weft",
    description = "The Weft dashboard service.",
    subcommands = {ServeCommand.class},
    mixinStandardHelpOptions = true)
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Logging.configure();
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
