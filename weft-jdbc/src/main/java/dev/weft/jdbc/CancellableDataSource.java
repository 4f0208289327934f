package dev.weft.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.ShardingKeyBuilder;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A `DataSource` whose statements end with their task.
///
/// When the calling task is cancelled, by whomever or by its deadline, the statement that it runs
/// is cancelled on the server, and its connection stays usable. (An interrupt would close the
/// socket: the connection dies while the server goes on with the query.)
///
/// ```java
/// DataSource db = new CancellableDataSource(new HikariDataSource(config));
/// ```
///
/// It goes around the pool, so that the pool sees nothing but ordinary use.
///
/// A call that was cancelled, or that is made when the task is already cancelled, throws an
/// [SQLException] with SQL state 57014 whose cause is the [dev.weft.CancelledException]; JDBC can
/// throw nothing else. What cleans up (`close`, `rollback`, `abort`, the setters of a connection)
/// runs in a cancelled task as well. A commit that has begun is not broken off; in a cancelled task
/// none begins.
///
/// Waiting for a connection ends with the task too. The waiting is done on a virtual thread of its
/// own, where no interrupt can hit a connection that the pool is just testing; a connection that
/// arrives too late goes straight back. What has [ReadyConnections] is asked for one of them first,
/// without that thread.
///
/// A connection is for one thread at a time: a call that is made while one of another thread runs
/// is refused with an [SQLException] that names both, and touches nothing. They may use it one
/// after the other, and cancel each other's statements.
///
/// Tasks that hold connections and wait for more of them, or for tasks that do, may wait for each
/// other. When all who hold one do, and for a second none is lent or given back, the last one that
/// has begun to wait gets an [SQLException] that names them, and the others go on.
public final class CancellableDataSource implements DataSource {
  private final DataSource source;
  private final Lending lending;

  /// A data source that opens or lends its connections from another one.
  ///
  /// @param source usually a pool; it stays the caller's to close
  public CancellableDataSource(DataSource source) {
    this.source = source;
    this.lending = Lending.of(source);
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (source instanceof ReadyConnections ready) {
      Connection connection = lending.lendReady(ready);
      if (connection != null) {
        return connection;
      }
    }
    return lending.lend(source::getConnection);
  }

  @Override
  public Connection getConnection(@Nullable String username, @Nullable String password)
      throws SQLException {
    return lending.lend(() -> source.getConnection(username, password));
  }

  @Override
  public ShardingKeyBuilder createShardingKeyBuilder() throws SQLException {
    return source.createShardingKeyBuilder();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() throws SQLException {
    return source.getLogWriter();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    source.setLogWriter(out);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return source.getLoginTimeout();
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    source.setLoginTimeout(seconds);
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return source.getParentLogger();
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || type.isInstance(source) || source.isWrapperFor(type);
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    return type.isInstance(source) ? type.cast(source) : source.unwrap(type);
  }
}
