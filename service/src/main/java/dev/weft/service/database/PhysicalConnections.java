package dev.weft.service.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/// Where the pool gets its connections from: waits while the database is away.
///
/// The pool's filler would answer a failure by sleeping longer and longer, up to five seconds, and
/// be late when the database is back. It waits here instead and goes on at once.
final class PhysicalConnections extends DelegatingDataSource {

  private static final long PAUSE_MILLIS = 50;

  private final PGSimpleDataSource connector;
  private final Availability availability;

  PhysicalConnections(PGSimpleDataSource connector, Availability availability) {
    super(connector);
    this.connector = connector;
    this.availability = availability;
  }

  @Override
  public Connection getConnection() throws SQLException {
    try {
      while (true) {
        availability.awaitAvailable();
        try {
          return connector.getConnection();
        } catch (SQLException e) {
          if (!saysAway(e)) {
            throw e;
          }
          // The monitor finds that out, too, within its interval.
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while connecting to the database", "08001", e);
    }
  }

  /// Class 08 is a failed connection, 57P03 a server that starts or stops.
  private static boolean saysAway(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.startsWith("08") || state.equals("57P03");
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // The pool would set its own bound, which is longer than the connector's.
  }
}
