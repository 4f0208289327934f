package dev.weft.service;

import dev.weft.service.database.DataSet;
import dev.weft.service.database.Database;
import dev.weft.service.database.DatabaseException;
import dev.weft.service.database.DatabaseOptions;
import dev.weft.service.database.EmbeddedServer;
import dev.weft.service.database.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/// One PostgreSQL for the acceptance tests of a run, with as many copies of a small data set as
/// they like.
final class SharedPostgres implements AutoCloseable {
  static final int USERS = 200;

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Path home;
  private final EmbeddedServer server;
  private final TestDatabase admin;

  private SharedPostgres(Path home, EmbeddedServer server) {
    this.home = home;
    this.server = server;
    this.admin = new TestDatabase(server.jdbcUrl());
  }

  /// The server of this run, started by the first who asks.
  static SharedPostgres of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(SharedPostgres.class, _ -> start(), SharedPostgres.class);
  }

  private static SharedPostgres start() {
    try {
      Path home = Files.createTempDirectory("weft-acceptance");
      SharedPostgres started = new SharedPostgres(home, EmbeddedServer.open(home));
      started.admin.execute("create database sample");
      load(started.url("sample"));
      return started;
    } catch (IOException | DatabaseException | SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static void load(String url) throws DatabaseException, InterruptedException {
    try (Database database = Database.openUrl(url, DatabaseOptions.standard())) {
      DataSet.ofUsers(USERS).loadIfEmpty(database, Progress.silent());
    }
  }

  private String url(String database) {
    return server.jdbcUrl().replace("/postgres?", "/" + database + "?");
  }

  /// Makes a database with the data set.
  TestDatabase newDatabase() throws SQLException {
    String name = "accept_" + NUMBER.incrementAndGet();
    admin.execute("create database " + name + " template sample");
    return new TestDatabase(url(name));
  }

  /// Lends a data directory the unpacked programs, so that a server there need not unpack them.
  void lendPrograms(Path otherHome) throws IOException {
    Files.createSymbolicLink(otherHome.resolve("binaries"), home.resolve("binaries"));
  }

  @Override
  public void close() throws DatabaseException, IOException {
    server.close();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
