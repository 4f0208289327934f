package dev.weft.lessons.world;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Statements of JDBC in a line.
public final class Sql {
  private Sql() {}

  /// What makes a record of a row.
  ///
  /// @param <T> the record
  @FunctionalInterface
  public interface Row<T> {

    /// Reads the row that the result stands on.
    T read(ResultSet row) throws SQLException;
  }

  /// Runs a query.
  ///
  /// @param row makes of a row what is returned
  /// @param parameters what stands for its question marks
  public static <T> List<T> rows(
      Connection connection, String sql, Row<T> row, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, parameters);
        ResultSet result = statement.executeQuery()) {
      List<T> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(row.read(result));
      }
      return rows;
    }
  }

  /// Runs a query that has one row.
  ///
  /// @param row makes of it what is returned
  /// @param parameters what stands for its question marks
  public static <T> T one(Connection connection, String sql, Row<T> row, Object... parameters)
      throws SQLException {
    List<T> rows = rows(connection, sql, row, parameters);
    if (rows.size() != 1) {
      throw new SQLException(rows.size() + " rows instead of one: " + sql);
    }
    return rows.getFirst();
  }

  /// Runs a statement that changes rows.
  ///
  /// @param parameters what stands for its question marks
  /// @return how many rows it has changed
  public static int update(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  /// Has the server sleep: a query that takes its time.
  public static void sleep(Connection connection, double seconds) throws SQLException {
    rows(connection, "select pg_sleep(" + seconds + ")", row -> true);
  }

  private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }
}
