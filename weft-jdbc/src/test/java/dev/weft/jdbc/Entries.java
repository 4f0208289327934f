package dev.weft.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// The table that the tests of transactions write to.
final class Entries {
  private Entries() {}

  static void createTable() throws SQLException {
    Postgres.execute(
        """
        drop table if exists entry;
        create table entry (id int);
        create or replace function fail(state text) returns int language plpgsql as
          $$ begin raise using errcode = state; end $$
        """);
  }

  /// How many are committed.
  static int entries() throws SQLException {
    return Postgres.count("select count(*) from entry");
  }

  static boolean insert(Connection connection, int id) throws SQLException {
    return execute(connection, "insert into entry values (" + id + ")");
  }

  static boolean execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  /// Has the server fail with an SQL state.
  static boolean fail(Connection connection, String state) throws SQLException {
    return execute(connection, "select fail('" + state + "')");
  }

  /// How many the transaction on `connection` sees.
  static int count(Connection connection) throws SQLException {
    return Integer.parseInt(value(connection, "select count(*) from entry"));
  }

  static String show(Connection connection, String setting) throws SQLException {
    return value(connection, "show " + setting);
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
