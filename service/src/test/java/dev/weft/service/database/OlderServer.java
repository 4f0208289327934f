package dev.weft.service.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A PostgreSQL of an older release, which the embedded one no longer is.
public final class OlderServer implements AutoCloseable {

  private final Process process;
  private final int port;

  private OlderServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts one.
  ///
  /// @param major its release
  /// @param home an empty directory
  public static OlderServer start(int major, Path home) throws Exception {
    PostgresBinaries.unpack(archive(major), home.resolve("binaries"));
    PostgresPrograms programs = PostgresPrograms.in(home.resolve("binaries"));
    DataDirectory directory = DataDirectory.in(home);
    PostgresPrograms.Ended initdb =
        programs.run(
            "initdb",
            "--pgdata=" + directory.data(),
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C");
    if (initdb.code() != 0) {
      throw new IOException(initdb.said());
    }
    int port = freePort();
    Files.write(
        directory.data().resolve("postgresql.auto.conf"),
        List.of(
            "listen_addresses = '127.0.0.1'", "unix_socket_directories = ''", "port = " + port));
    Process process = programs.startServer(directory.data(), directory.log());
    OlderServer server = new OlderServer(process, port);
    Await.until("a server", Duration.ofSeconds(60), () -> directory.ready(process.pid()));
    return server;
  }

  private static URL archive(int major) throws Exception {
    try (Stream<Path> jars = Files.list(Path.of("target", "older-postgres"))) {
      Path jar =
          jars.filter(file -> file.toString().contains("-" + major + "."))
              .findFirst()
              .orElseThrow();
      String file = jar.toString().contains("amd64") ? "x86_64" : "arm_64";
      return URI.create("jar:" + jar.toUri() + "!/postgres-linux-" + file + ".txz").toURL();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return any.getLocalPort();
    }
  }

  /// Its URL.
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
  }

  @Override
  public void close() throws IOException {
    // Its "fast" shutdown; SIGTERM would wait for whoever is still connected.
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
