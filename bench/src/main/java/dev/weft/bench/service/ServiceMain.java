package dev.weft.bench.service;

import dev.weft.bench.Machine;
import dev.weft.service.database.DataSet;
import dev.weft.service.database.Database;
import dev.weft.service.database.DatabaseOptions;
import dev.weft.service.database.ProgressBar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// `weft bench service`: all services on one embedded PostgreSQL, in rounds, every second one in
/// reverse, and at last under overload.
@SuppressWarnings("SystemOut") // a program for the command line
public final class ServiceMain {
  private static final int ROUNDS = 2;

  /// After so long nobody is overloaded a second time.
  private static final Duration LONGEST = Duration.ofMinutes(13);

  private static final Duration LONGEST_PREPARATION = Duration.ofMinutes(4);
  private static final int USERS = 10_000;

  private ServiceMain() {}

  /// Runs it.
  ///
  /// @param folder of this module
  /// @throws Exception if something could not be measured
  public static void run(Path folder) throws Exception {
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Map<String, String> machine = Machine.describe();
    // Those of this JVM are of no interest, and name folders.
    machine.put("flags", String.join(" ", Contenders.FLAGS));
    Path home = Files.createTempDirectory("weft-bench");
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> endAll(home)));
    try (Database database =
        Database.openEmbedded(home, DatabaseOptions.standard().withPoolSize(1))) {
      DataSet.ofUsers(USERS).loadIfEmpty(database, ProgressBar.onStandardOutput());
      Path logs = Files.createDirectories(folder.resolve("target/service"));
      var contenders = new Contenders(folder, database.jdbcUrl());
      Optional<Contender> launched = contenders.launched();
      if (launched.isPresent()) {
        // Builds what is not built, and makes its cache.
        Running.start(launched.get(), logs.resolve("preparation.log"), LONGEST_PREPARATION).close();
      }
      Map<String, String> versions = Contenders.versions();
      versions.put("postgres", ask(database, "show server_version"));
      var load = new Load(folder.resolve("service/load.lua"), USERS);
      try (var suite = new ServiceSuite(load, new Timetable(USERS, logs), logs)) {
        List<Contender> all = contenders.all();
        measure(suite, all, launched, database);
        overload(suite, all, started, database);
        report(
            new ServiceResults(
                "./weft bench service",
                started.toString(),
                Duration.between(started, Instant.now()).toSeconds(),
                ROUNDS,
                machine,
                versions,
                suite.measurements(),
                suite.starts(),
                Goal.all(suite.measurements())),
            folder.resolve("results/service.json"));
      }
    } finally {
      delete(home);
    }
  }

  private static void report(ServiceResults results, Path file)
      throws IOException, InterruptedException {
    System.out.println(
        ServiceReport.table(results.measurements(), results.starts(), results.goals()));
    if (Contenders.python().isEmpty()) {
      System.out.println("the course's stack is left out: there is no Python that has it");
    }
    System.out.printf("%d rounds in %d s%n", results.rounds(), results.seconds());
    results.write(file);
    System.out.println("written to " + file);
  }

  private static void measure(
      ServiceSuite suite, List<Contender> all, Optional<Contender> launched, Database database)
      throws IOException, InterruptedException, SQLException {
    tidyUp(database);
    for (int round = 1; round <= ROUNDS; round++) {
      for (Contender contender : inTurn(all, round)) {
        suite.measureStart(contender);
      }
      if (launched.isPresent()) {
        suite.measureStart(launched.get());
      }
    }
    for (Contender contender : all) {
      suite.start(contender);
    }
    for (int round = 1; round <= ROUNDS; round++) {
      for (Contender contender : inTurn(all, round)) {
        tidyUp(database);
        suite.measure(round, contender);
      }
    }
  }

  private static void overload(
      ServiceSuite suite, List<Contender> all, Instant started, Database database)
      throws IOException, InterruptedException, SQLException {
    for (Contender contender : all) {
      tidyUp(database);
      for (int round = 1; round <= ROUNDS; round++) {
        if (round == 1 || Instant.now().isBefore(started.plus(LONGEST))) {
          suite.overload(round, contender);
        }
      }
      suite.end(contender);
    }
  }

  /// What the database would otherwise do by itself while somebody is measured.
  private static void tidyUp(Database database) throws SQLException {
    ask(database, "vacuum (analyze)");
    ask(database, "checkpoint");
  }

  private static List<Contender> inTurn(List<Contender> all, int round) {
    return round % 2 == 1 ? all : all.reversed();
  }

  /// The first column of the first row, if there is one.
  private static String ask(Database database, String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows.next() ? rows.getString(1) : "";
      }
    }
  }

  /// Whoever interrupts this wants no service, load or database to go on.
  private static void endAll(Path home) {
    List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
    children.forEach(ProcessHandle::destroyForcibly);
    children.forEach(child -> child.onExit().join());
    try {
      if (Files.exists(home)) {
        delete(home);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("not all of " + home + " could be deleted: " + e.getMessage());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
