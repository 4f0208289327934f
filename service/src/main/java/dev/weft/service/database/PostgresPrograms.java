package dev.weft.service.database;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs PostgreSQL's own programs, also for users whom they refuse.
///
/// They refuse to run as root, and as a user id without a name, which containers have. `unshare
/// --user` gives them a user namespace in which they run as "nobody", while the files they make
/// still belong to the user outside.
///
/// @param bin the folder of the programs
/// @param unshared whether a user namespace is needed
record PostgresPrograms(Path bin, boolean unshared) {

  static PostgresPrograms in(Path binaries) throws DatabaseException {
    try {
      // The owner of /proc/self is the effective user.
      Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      boolean nameless = System.getProperty("user.name", "?").equals("?");
      return new PostgresPrograms(binaries.resolve("bin"), nameless || user.equals(0));
    } catch (IOException e) {
      throw new DatabaseException("/proc is not mounted, and the embedded PostgreSQL needs it", e);
    }
  }

  /// Starts the server as a child in a session of its own, so that Ctrl-C in the terminal reaches
  /// this process alone and the server is there until the last request is answered.
  Process startServer(Path data, Path log) throws DatabaseException {
    List<String> command = command("postgres", "-D", data.toString());
    command.addFirst("setsid");
    try {
      return new ProcessBuilder(command)
          .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
          .redirectErrorStream(true)
          .redirectOutput(Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw notStarted(e);
    }
  }

  /// Runs a program to its end and returns its exit code and all that it said.
  Ended run(String program, String... arguments) throws DatabaseException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command(program, arguments))
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw notStarted(e);
    }
    try (InputStream output = process.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Ended(process.waitFor(), said);
    } catch (IOException e) {
      throw new DatabaseException("PostgreSQL's " + program + " could not be followed", e);
    } finally {
      process.destroy();
    }
  }

  private List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (unshared) {
      command.add("unshare");
      command.add("--user");
    }
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static DatabaseException notStarted(IOException cause) {
    return new DatabaseException(
        "PostgreSQL cannot be started here (%s); install util-linux, or give --database-url jdbc:postgresql://…"
            .formatted(cause.getMessage()),
        cause);
  }

  /// How a program ended.
  ///
  /// @param code the exit code
  /// @param said standard output and standard error
  record Ended(int code, String said) {}
}
