package dev.weft.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A data source that can say at once whether it has a connection ready. A [CancellableDataSource]
/// around it takes such a connection on the thread of the task, and makes another thread for the
/// wait only when there is none.
public interface ReadyConnections extends DataSource {

  /// Lends a connection that is open and free. Does not wait for one: neither for who has one, nor
  /// for a new one to be opened. If it is tested first, a cancellation of the calling task takes
  /// effect after the test, which is to have a bound.
  ///
  /// @return the connection, which is closed like any other; null if none is ready
  /// @throws SQLException if there will be none for now
  @Nullable Connection tryConnection() throws SQLException;
}
