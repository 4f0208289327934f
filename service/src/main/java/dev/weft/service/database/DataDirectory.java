package dev.weft.service.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// The files of the embedded server: where they are, what is in them, what state they tell.
///
/// @param home the directory that the user named
/// @param data PostgreSQL's own data directory in it
record DataDirectory(Path home, Path data) {

  /// The release whose files the packaged programs can read.
  static final String MAJOR_VERSION = "18";

  private static final long NEEDED_BYTES = 512L << 20;

  static DataDirectory in(Path home) {
    return new DataDirectory(home, home.resolve("postgres"));
  }

  Path log() {
    return home.resolve("postgres.log");
  }

  private Path pidFile() {
    return data.resolve("postmaster.pid");
  }

  private Path settings() {
    return data.resolve("weft.conf");
  }

  boolean isNew() {
    return Files.notExists(data);
  }

  /// Checks that there is room for a new database, or that the one that is there can be used.
  void check() throws IOException, DatabaseException {
    if (isNew()) {
      requireSpace(home, Files.getFileStore(home).getUsableSpace());
    } else {
      requireUsable();
    }
  }

  private void requireUsable() throws IOException, DatabaseException {
    Path version = data.resolve("PG_VERSION");
    if (!Files.isRegularFile(version)) {
      throw new DatabaseException(
          "%s is not a PostgreSQL data directory (it has no file PG_VERSION); move it away, or give another --data"
              .formatted(data));
    }
    String major = Files.readString(version).strip();
    if (!major.equals(MAJOR_VERSION)) {
      throw new DatabaseException(
          "%s was made by PostgreSQL %s and the embedded server is PostgreSQL %s; give another --data, or move the data over with pg_dump of version %s"
              .formatted(data, major, MAJOR_VERSION, major));
    }
    Object owner = Files.getAttribute(data, "unix:uid");
    Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if (!owner.equals(self)) {
      throw new DatabaseException(
          "%s belongs to user %s and PostgreSQL serves only data of the user who starts it; start as %s, or give another --data"
              .formatted(data, Files.getOwner(data), Files.getOwner(data)));
    }
  }

  static void requireSpace(Path home, long usableBytes) throws DatabaseException {
    if (usableBytes < NEEDED_BYTES) {
      throw new DatabaseException(
          "%d MB are free on the disk of %s and a new database needs %d MB; make room, or give --data on another disk"
              .formatted(usableBytes >> 20, home, NEEDED_BYTES >> 20));
    }
  }

  /// Makes a new database.
  void initialise(PostgresPrograms programs)
      throws IOException, DatabaseException, InterruptedException {
    // Complete under another name first: a start that is killed here begins again from nothing.
    Path unfinished = home.resolve("postgres.unfinished");
    PostgresBinaries.deleteTree(unfinished);
    PostgresPrograms.Ended initdb =
        programs.run(
            "initdb",
            "--pgdata=" + unfinished,
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions");
    if (initdb.code() != 0) {
      String remedy =
          programs.unshared()
              ? "for this user it needs `unshare --user` to be allowed; start as an ordinary user of this directory, or give --database-url jdbc:postgresql://…"
              : "mend that, or give --database-url jdbc:postgresql://…";
      throw new DatabaseException(
          "a new database cannot be made in %s: %s; %s".formatted(home, failures(initdb), remedy));
    }
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(home, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static String failures(PostgresPrograms.Ended program) {
    List<String> lines = program.said().lines().toList();
    List<String> failures =
        lines.stream()
            .filter(line -> line.matches(".*(error:|FATAL:|failed|could not).*"))
            .toList();
    return String.join("; ", failures.isEmpty() ? lines : failures);
  }

  /// Writes the settings into the data directory, not on a command line, so that whoever starts
  /// this cluster by hand gets the same server.
  void configure(int port) throws IOException {
    Path main = data.resolve("postgresql.conf");
    String include = "include 'weft.conf'";
    if (!Files.readString(main).contains(include)) {
      Files.writeString(main, "\n" + include + "\n", StandardOpenOption.APPEND);
    }
    Path unfinished = data.resolve("weft.conf.unfinished");
    Files.writeString(
        unfinished,
        """
        # Written by weft serve at each start; own settings go into postgresql.auto.conf (ALTER SYSTEM).
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        port = %d
        max_connections = 100
        shared_buffers = 128MB

        # No committed row is lost by a crash.
        fsync = on
        synchronous_commit = on
        full_page_writes = on

        # Nobody replicates from here; loading into new tables then needs no log.
        wal_level = minimal
        max_wal_senders = 0

        # Short statements on few cores, from a disk without heads.
        random_page_cost = 1.1
        jit = off
        max_parallel_workers_per_gather = 0

        # Statements of a service that was killed end soon.
        client_connection_check_interval = 1s

        log_timezone = 'UTC'
        log_statement = none
        log_min_duration_statement = -1
        log_checkpoints = off
        log_connections = ''
        """
            .formatted(port));
    Files.move(unfinished, settings(), StandardCopyOption.ATOMIC_MOVE);
  }

  /// The port of the last start, 0 if there was none.
  int lastPort() throws IOException {
    if (!Files.exists(settings())) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(settings())) {
      return lines
          .filter(line -> line.startsWith("port = "))
          .mapToInt(line -> Integer.parseInt(line.substring("port = ".length()).strip()))
          .findFirst()
          .orElse(0);
    }
  }

  /// Whether the server with this process id takes connections.
  boolean ready(long pid) throws IOException {
    List<String> lines = pidFileLines();
    return lines.size() >= 8
        && lines.getFirst().strip().equals(Long.toString(pid))
        && lines.get(7).strip().equals("ready");
  }

  /// The process that serves these files now, whoever started it.
  ///
  /// After a restart of the machine the number in the file may be that of a stranger; a server of
  /// PostgreSQL's is known by its working directory, which is its data directory.
  OptionalLong runningServer() throws IOException {
    List<String> lines = pidFileLines();
    if (lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,18}")) {
      return OptionalLong.empty();
    }
    long pid = Long.parseLong(lines.getFirst().strip());
    return isServedBy(pid) ? OptionalLong.of(pid) : OptionalLong.empty();
  }

  /// Whether this process is a server of these files; one that has ended is none.
  boolean isServedBy(long pid) {
    try {
      Path workingDirectory = Path.of("/proc", Long.toString(pid), "cwd");
      return workingDirectory.toRealPath().equals(data.toRealPath());
    } catch (IOException e) {
      // No such process, one that has ended, or one of another user: none that this user started.
      return false;
    }
  }

  /// Takes away the note of a server that is known not to run, which PostgreSQL would believe if
  /// its number belonged to a stranger by now. Shared memory still guards against a survivor.
  void forgetServer() throws IOException {
    Files.deleteIfExists(pidFile());
  }

  /// The server's note about itself, which it writes bit by bit and takes away as it ends: any
  /// bytes are read as characters, and no file is no lines.
  private List<String> pidFileLines() throws IOException {
    try {
      return Files.readAllLines(pidFile(), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /// What the server wrote since `offset` of its log.
  String logSince(long offset) throws IOException {
    try (FileChannel file = FileChannel.open(log(), StandardOpenOption.READ)) {
      long from = Math.max(offset, file.size() - 4_000);
      ByteBuffer bytes = ByteBuffer.allocate((int) (file.size() - from));
      while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {
        // Reads on until the buffer is full.
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
  }

  /// Keeps the log from growing for ever: one older file is kept.
  void rotateLog() throws IOException {
    if (Files.exists(log()) && Files.size(log()) > 4 << 20) {
      Files.move(log(), home.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
