package dev.weft.service.dashboard;

import dev.weft.jdbc.Isolation;
import dev.weft.jdbc.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

// One connection exports its snapshot and keeps its transaction open; the others import it. So they
// see the same, side by side. Whoever holds the first connection waits for others of the same pool:
// the caller sees to it that not all of them are first ones.
/// Reads that all see the database as it was at one moment (PostgreSQL, "Snapshot Synchronization
/// Functions").
final class Snapshots {
  private final Transactions transactions;

  Snapshots(DataSource database) {
    this.transactions = Transactions.over(database).readOnly();
  }

  /// What is read in one snapshot.
  ///
  /// @param <T> what comes of it
  /// @param <X> what it may fail with
  @FunctionalInterface
  interface Body<T, X extends Exception> {

    /// Reads it.
    T read(PartReader reader) throws X, InterruptedException;
  }

  /// Takes a snapshot for as long as the body runs.
  <T, X extends Exception> T in(Body<T, X> body) throws X, InterruptedException {
    try {
      return transactions.<T, X>run(
          Isolation.REPEATABLE_READ, connection -> body.read(new Importing(export(connection))));
    } catch (SQLException e) {
      throw new IllegalStateException("no snapshot can be had", e);
    }
  }

  private static String export(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_export_snapshot()")) {
      row.next();
      return row.getString(1);
    }
  }

  /// Reads each part in a transaction that sees the snapshot of this name.
  private final class Importing implements PartReader {
    private final String name;

    Importing(String name) {
      this.name = name;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(Part<T, X> part)
        throws X, InterruptedException {
      try {
        return transactions.<T, X>run(
            Isolation.REPEATABLE_READ,
            connection -> {
              try (Statement statement = connection.createStatement()) {
                statement.execute("set transaction snapshot '" + name + "'");
              }
              return part.from(UserReads.on(connection));
            });
      } catch (SQLException e) {
        throw new IllegalStateException("a part cannot be read in the snapshot " + name, e);
      }
    }
  }
}
