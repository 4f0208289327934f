package dev.weft.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/// A place on the server at which statements wait until the test opens it.
final class ServerGate implements AutoCloseable {
  /// What a statement calls to wait there.
  static final String PASS = "pg_advisory_xact_lock_shared(1)";

  private final Connection keeper = Postgres.connect();

  ServerGate() throws SQLException {
    Entries.execute(keeper, "select pg_advisory_lock(1)");
  }

  void open() throws SQLException {
    Entries.execute(keeper, "select pg_advisory_unlock_all()");
  }

  @Override
  public void close() throws SQLException {
    keeper.close();
  }
}
