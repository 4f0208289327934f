package dev.weft.jdbc;

import dev.weft.Canceller;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

// `Statement.cancel()` of the PostgreSQL driver asks the server once for each execution and not at
// all while a result set fetches its next rows. A request that the server gets before the statement
// is lost, and so would be every later one. `PGConnection.cancelQuery()` always asks. It is called
// by reflection, so that this module needs no driver.
/// How the server is asked to cancel what a connection is doing.
final class ServerCancel {
  /// For calls that are not broken off.
  static final Canceller NONE = () -> {};

  private static final @Nullable Method POSTGRES = postgres();

  private ServerCancel() {}

  /// The way that works for every call on the connection, or null if there is only that of JDBC.
  static @Nullable Canceller of(Connection connection) throws SQLException {
    Method cancel = POSTGRES;
    if (cancel == null || !connection.isWrapperFor(cancel.getDeclaringClass())) {
      return null;
    }
    Object driver = connection.unwrap(cancel.getDeclaringClass());
    return () -> {
      try {
        cancel.invoke(driver);
      } catch (InvocationTargetException e) {
        throw e.getCause() instanceof SQLException failure ? failure : e;
      }
    };
  }

  private static @Nullable Method postgres() {
    Method own = postgres(ServerCancel.class.getClassLoader());
    return own != null ? own : postgres(Thread.currentThread().getContextClassLoader());
  }

  private static @Nullable Method postgres(@Nullable ClassLoader loader) {
    try {
      return Class.forName("org.postgresql.PGConnection", false, loader).getMethod("cancelQuery");
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
