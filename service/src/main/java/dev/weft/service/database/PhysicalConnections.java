package dev.weft.service.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/// Where the pool gets its connections from: waits while the database is away.
///
/// The pool's filler would answer a failure by sleeping longer and longer, up to five seconds, and
/// be late when the database is back. It waits here instead and goes on at once.
///
/// No read on the socket is without bound: a connection whose server is silent for that long is
/// lost, even if new connections can be made.
final class PhysicalConnections extends DelegatingDataSource {

  private static final long PAUSE_MILLIS = 50;

  private final DataSource connector;
  private final Availability availability;
  private final int silenceBoundMillis;
  private final OpenConnections open = new OpenConnections();

  PhysicalConnections(DataSource connector, Availability availability, Duration silenceBound) {
    super(connector);
    this.connector = connector;
    this.availability = availability;
    this.silenceBoundMillis = Math.toIntExact(silenceBound.toMillis());
  }

  @Override
  public Connection getConnection() throws SQLException {
    try {
      while (true) {
        availability.awaitAvailable();
        try {
          return bounded(open.add(connector.getConnection()));
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

  private Connection bounded(Connection connection) throws SQLException {
    // A bound that the URL sets stays.
    if (connection.getNetworkTimeout() == 0) {
      connection.setNetworkTimeout(Runnable::run, silenceBoundMillis);
    }
    return connection;
  }

  /// Breaks off whatever is done on the connections that are open.
  void abort() {
    open.abort();
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
