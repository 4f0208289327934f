package dev.weft.bench.service;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The services: those in Java that were built, each with a class path of its own, and the one in
/// Python. All have as many connections to the same database, and those in Java the same flags and
/// as much heap.
///
/// @param folder of this module
/// @param jdbcUrl the database
record Contenders(Path folder, String jdbcUrl) {
  private static final String CONNECTIONS = "16";

  /// Of the services in Java.
  static final List<String> FLAGS =
      List.of(
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+UseCompactObjectHeaders",
          "-Xmx2g");

  /// All that are there.
  List<Contender> all() throws IOException, InterruptedException {
    List<Contender> all = new ArrayList<>();
    int port = freePort();
    List<String> serve = serve(port);
    all.add(java("weft", "service", port, "dev.weft.service.Main", serve));
    port = freePort();
    all.add(
        java(
            "spring",
            "bench-spring",
            port,
            "dev.weft.bench.spring.SpringService",
            List.of("" + port, jdbcUrl, CONNECTIONS)));
    port = freePort();
    all.add(
        java(
            "vertx",
            "bench-vertx",
            port,
            "dev.weft.bench.vertx.Main",
            List.of("" + port, uri(), CONNECTIONS)));
    Optional<String> python = python();
    if (python.isPresent()) {
      port = freePort();
      String program = folder.resolve("service/lesson.py").toString();
      all.add(
          new Contender(
              "lesson", List.of(python.get(), program, "" + port, uri(), CONNECTIONS), port));
    }
    return all;
  }

  /// Weft's service as its launcher starts it, with a cache of classes; only its start is measured.
  Optional<Contender> launched() throws IOException {
    String launcher = System.getProperty("weft.bench.launcher");
    if (launcher == null) {
      return Optional.empty();
    }
    int port = freePort();
    List<String> command = new ArrayList<>(List.of(launcher));
    command.addAll(serve(port));
    return Optional.of(new Contender("weft-cached", command, port));
  }

  private List<String> serve(int port) {
    return List.of(
        "serve", "--port", "" + port, "--database-url", jdbcUrl, "--pool-size", CONNECTIONS);
  }

  private String uri() {
    return jdbcUrl.replaceFirst("^jdbc:", "");
  }

  /// The interpreter that has the libraries.
  static Optional<String> python() throws IOException, InterruptedException {
    String program = System.getProperty("weft.bench.python");
    return program != null
            && Command.succeeds(List.of(program, "-c", "import aiohttp, asyncpg, uvloop"))
        ? Optional.of(program)
        : Optional.empty();
  }

  private static Contender java(
      String name, String module, int port, String main, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", classPath(module), main));
    command.addAll(arguments);
    return new Contender(name, command, port);
  }

  private static String classPath(String module) {
    String classPath = System.getProperty("weft.bench." + module);
    if (classPath == null) {
      throw new IllegalStateException("no class path of " + module + "; run ./weft bench service");
    }
    return classPath;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /// Of the libraries that they consist of.
  static Map<String, String> versions() throws IOException, InterruptedException {
    Map<String, String> versions = new TreeMap<>();
    jar(versions, "service", "helidon-webserver");
    jar(versions, "service", "postgresql");
    jar(versions, "service", "HikariCP");
    jar(versions, "bench-spring", "spring-boot");
    jar(versions, "bench-spring", "tomcat-embed-core");
    jar(versions, "bench-vertx", "vertx-core");
    Optional<String> python = python();
    if (python.isPresent()) {
      versions.put(
          "python",
          Command.firstLine(
              List.of(
                  python.get(),
                  "-c",
                  "import sys, aiohttp, asyncpg, uvloop as u; print(sys.version.split()[0],"
                      + " 'aiohttp', aiohttp.__version__, 'asyncpg', asyncpg.__version__,"
                      + " 'uvloop', u.__version__)")));
    }
    versions.put("wrk", Load.version());
    versions.put("h2load", Timetable.version());
    return versions;
  }

  private static void jar(Map<String, String> versions, String module, String name) {
    Matcher jar =
        Pattern.compile("/" + Pattern.quote(name) + "-([0-9][^/:]*)\\.jar")
            .matcher(classPath(module));
    if (jar.find()) {
      versions.put(name, jar.group(1));
    }
  }
}
