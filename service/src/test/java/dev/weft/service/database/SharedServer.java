package dev.weft.service.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// One PostgreSQL for all test classes of a run, with as many empty databases as they like.
final class SharedServer implements BeforeAllCallback {

  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final AtomicInteger HOMES = new AtomicInteger();

  private @Nullable Running running;

  @Override
  public void beforeAll(ExtensionContext context) {
    running =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .computeIfAbsent(Running.class, key -> Running.start(), Running.class);
  }

  private Running running() {
    return Objects.requireNonNull(running, "registered as a static field");
  }

  String url() {
    return running().server.jdbcUrl();
  }

  /// Makes an empty database and returns its URL.
  String newDatabase() throws SQLException {
    String name = "test_" + DATABASES.incrementAndGet();
    execute(url(), "create database " + name);
    return url().replace("/postgres?", "/" + name + "?");
  }

  /// A directory for another server, which need not unpack the programs once more.
  Path newHome() throws IOException {
    String name = "another server's ümlaut " + HOMES.incrementAndGet();
    Path home = Files.createDirectory(running().home().resolve(name));
    Files.createSymbolicLink(home.resolve("binaries"), running().home().resolve("binaries"));
    return home;
  }

  static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static String query(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      StringBuilder all = new StringBuilder();
      while (rows.next()) {
        all.append(all.isEmpty() ? "" : "\n").append(rows.getString(1));
      }
      return all.toString();
    }
  }

  /// The server and its directory, which end with the run.
  private record Running(Path home, EmbeddedServer server) implements AutoCloseable {

    static Running start() {
      try {
        Path home = Files.createTempDirectory("weft-shared-server");
        return new Running(home, EmbeddedServer.open(home));
      } catch (IOException | DatabaseException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws DatabaseException, IOException {
      server.close();
      PostgresBinaries.deleteTree(home);
    }
  }
}
