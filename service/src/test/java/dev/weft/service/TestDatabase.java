package dev.weft.service;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/// A database as a test sees it from the side, past the service.
///
/// @param url the JDBC URL
public record TestDatabase(String url) {

  /// What the service's own connections do at this moment; it calls itself weft there.
  private static final String ACTIVE =
      """
      select count(*) from pg_stat_activity
      where application_name = 'weft' and datname = current_database() and state = 'active'
      """;

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url + "&ApplicationName=test");
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// The first column.
  public List<String> query(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    }
  }

  long number(String sql) throws SQLException {
    return Long.parseLong(query(sql).getFirst());
  }

  /// How many statements of the service are being executed, those that wait for a lock included.
  long activeStatements() throws SQLException {
    return number(ACTIVE);
  }

  long waitingForLocks() throws SQLException {
    return number(ACTIVE + " and wait_event_type = 'Lock'");
  }

  /// Keeps everybody else from reading these tables until it is closed.
  Lock lock(String... tables) throws SQLException {
    Connection connection = connect();
    boolean locked = false;
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "lock table %s in access exclusive mode".formatted(String.join(", ", tables)));
      locked = true;
      return connection::close;
    } finally {
      if (!locked) {
        connection.close();
      }
    }
  }

  /// A lock that is held.
  @FunctionalInterface
  interface Lock extends AutoCloseable {

    @Override
    void close() throws SQLException;
  }

  /// Runs something while these tables are missing.
  public void without(List<String> tables, Executable body) throws Throwable {
    for (String table : tables) {
      execute("alter table %s rename to %<s_elsewhere".formatted(table));
    }
    try {
      body.execute();
    } finally {
      for (String table : tables) {
        execute("alter table %s_elsewhere rename to %<s".formatted(table));
      }
    }
  }
}
