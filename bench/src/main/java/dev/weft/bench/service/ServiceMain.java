package dev.weft.bench.service;

import dev.weft.service.database.DataSet;
import dev.weft.service.database.Database;
import dev.weft.service.database.DatabaseOptions;
import dev.weft.service.database.ProgressBar;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// `weft bench service`: all services on one embedded PostgreSQL, in rounds.
@SuppressWarnings("SystemOut") // a program for the command line
public final class ServiceMain {
  private static final Duration LONGEST = Duration.ofMinutes(14);
  private static final int USERS = 10_000;
  private static final int CONNECTIONS = 16;

  private ServiceMain() {}

  /// Runs it.
  ///
  /// @param folder of this module
  /// @param python the interpreter that has the libraries; null if there is none
  public static void run(Path folder, @org.jspecify.annotations.Nullable String python)
      throws Exception {
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Path home = Files.createTempDirectory("weft-bench");
    Path logs = Files.createDirectories(folder.resolve("target/service"));
    try (Database database =
        Database.openEmbedded(home, DatabaseOptions.standard().withPoolSize(1))) {
      DataSet.ofUsers(USERS).loadIfEmpty(database, ProgressBar.onStandardOutput());
      var suite = new ServiceSuite(new Load(folder.resolve("service/load.lua"), USERS), logs);
      List<Contender> contenders = contenders(folder, python, database.jdbcUrl());
      int round = 0;
      while (round == 0 || isTimeForAnother(round, started)) {
        round++;
        for (Contender contender : contenders) {
          suite.measure(contender);
        }
        Collections.reverse(contenders);
      }
      System.out.println(ServiceReport.table(suite.measurements(), suite.starts()));
    }
  }

  private static boolean isTimeForAnother(int done, Instant started) {
    Duration taken = Duration.between(started, Instant.now());
    return taken.plus(taken.dividedBy(done)).compareTo(LONGEST) < 0;
  }

  /// Those that the launcher has built, each with its own class path, and the one in Python.
  private static List<Contender> contenders(
      Path folder, @org.jspecify.annotations.Nullable String python, String jdbcUrl)
      throws IOException {
    List<Contender> contenders = new ArrayList<>();
    int port = freePort();
    contenders.add(
        java(
            "weft",
            "service",
            port,
            "dev.weft.service.Main",
            "serve",
            "--port",
            "" + port,
            "--database-url",
            jdbcUrl,
            "--pool-size",
            "" + CONNECTIONS));
    port = freePort();
    contenders.add(
        java(
            "spring",
            "bench-spring",
            port,
            "dev.weft.bench.spring.SpringService",
            "" + port,
            jdbcUrl,
            "" + CONNECTIONS));
    String uri = jdbcUrl.replaceFirst("^jdbc:", "");
    port = freePort();
    contenders.add(
        java(
            "vertx",
            "bench-vertx",
            port,
            "dev.weft.bench.vertx.Main",
            "" + port,
            uri,
            "" + CONNECTIONS));
    if (python != null) {
      port = freePort();
      contenders.add(
          new Contender(
              "lesson",
              List.of(
                  python,
                  folder.resolve("service/lesson.py").toString(),
                  "" + port,
                  uri,
                  "" + CONNECTIONS),
              port));
    }
    return contenders;
  }

  private static Contender java(String name, String module, int port, String... arguments) {
    String classPath = System.getProperty("weft.bench." + module);
    if (classPath == null) {
      throw new IllegalStateException("no class path of " + module + "; run ./weft bench service");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseCompactObjectHeaders",
                "-cp",
                classPath));
    command.addAll(List.of(arguments));
    return new Contender(name, command, port);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
