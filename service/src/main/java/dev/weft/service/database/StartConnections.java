package dev.weft.service.database;

import dev.weft.Op;
import dev.weft.Tasks;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// Connections outside of the pool, for the work of a start: migrating and loading.
///
/// An interrupt does not reach a platform thread that reads from a socket; so work that is
/// cancelled has its statements cancelled on the server, and then its sockets closed, since the
/// server may be silent, or what works on top of them may try again.
final class StartConnections extends DelegatingDataSource {

  private final DataSource connector;
  private final OpenConnections open = new OpenConnections();

  StartConnections(DataSource connector) {
    super(connector);
    this.connector = connector;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return open.add(connector.getConnection());
  }

  /// Does work on these connections, which fails as they do when it is cancelled.
  ///
  /// @throws InterruptedException if the calling task is cancelled already; nothing is done
  <T extends @Nullable Object, X extends Exception> T run(Op<T, X> work)
      throws X, InterruptedException {
    return Tasks.cancelWith(this::breakOff, work);
  }

  private void breakOff() throws SQLException {
    try {
      for (Connection connection : open.all()) {
        cancel(connection);
      }
    } finally {
      open.abort();
    }
  }

  /// A connection that is closed, or is being closed meanwhile, has nothing to be cancelled.
  private static void cancel(Connection connection) throws SQLException {
    try {
      if (!connection.isClosed()) {
        connection.unwrap(PGConnection.class).cancelQuery();
      }
    } catch (SQLException e) {
      if (!connection.isClosed()) {
        throw e;
      }
    }
  }
}
