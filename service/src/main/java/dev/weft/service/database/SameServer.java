package dev.weft.service.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Connections to the server that the first of them went to.
///
/// When the embedded server has ended, another service's may take its port; to this one the
/// database is then away, not exchanged for another.
final class SameServer extends DelegatingDataSource {

  private final DataSource source;
  private final AtomicReference<@Nullable String> identity = new AtomicReference<>();

  SameServer(DataSource source) {
    super(source);
    this.source = source;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = source.getConnection();
    boolean same = false;
    try {
      String answering = identity(connection);
      same = identity.compareAndSet(null, answering) || answering.equals(identity.get());
    } finally {
      if (!same) {
        connection.close();
      }
    }
    if (!same) {
      throw new SQLException(
          "another PostgreSQL answers on the port of the one that belongs here, which has ended",
          "08001");
    }
    return connection;
  }

  private static String identity(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select system_identifier from pg_control_system()")) {
      row.next();
      return row.getString(1);
    }
  }
}
