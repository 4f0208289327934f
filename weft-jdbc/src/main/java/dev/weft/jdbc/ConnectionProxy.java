package dev.weft.jdbc;

import dev.weft.Canceller;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Stands in front of a connection, and knows whether there is work on it to commit.
final class ConnectionProxy extends JdbcProxy {
  private final Connection target;
  private final Connection proxy;
  private final @Nullable Canceller serverCancel;

  /// Something was asked of the server since the last commit or rollback; set by the thread that
  /// uses the connection.
  private boolean uncommitted;

  @SuppressWarnings("this-escape")
  private ConnectionProxy(Connection target, @Nullable Canceller serverCancel) {
    super(target);
    this.target = target;
    this.serverCancel = serverCancel;
    this.proxy = (Connection) newProxy(Connection.class, this);
  }

  static Connection of(Connection target) throws SQLException {
    return new ConnectionProxy(target, ServerCancel.of(target)).proxy;
  }

  @Override
  ConnectionProxy connection() {
    return this;
  }

  Connection proxy() {
    return proxy;
  }

  @Nullable Canceller serverCancel() {
    return serverCancel;
  }

  void used(JdbcProxy by) {
    if (by != this) {
      uncommitted = true;
    }
  }

  @Override
  @Nullable Object call(Method method, @Nullable Object @Nullable [] args) throws SQLException {
    return switch (method.getName()) {
      case "setAutoCommit" -> {
        setAutoCommit(method, args);
        yield null;
      }
      case "commit", "rollback" -> {
        Object result = super.call(method, args);
        // Back to a savepoint is not back to the start.
        uncommitted &= args != null;
        yield result;
      }
      default -> super.call(method, args);
    };
  }

  // Switching auto-commit on commits what is open. In a cancelled task that is refused like any
  // commit;
  // what is open is rolled back, and the connection is switched as asked for.
  private void setAutoCommit(Method method, @Nullable Object @Nullable [] args)
      throws SQLException {
    uncommitted &= !target.getAutoCommit();
    if (!uncommitted || args == null || Boolean.FALSE.equals(args[0])) {
      super.call(method, args);
      return;
    }
    uncommitted = false;
    try {
      guarded(method, args);
    } catch (SQLException refused) {
      SqlRegion.cleanUp(
          method.getName(),
          () -> {
            target.rollback();
            target.setAutoCommit(true);
            return null;
          });
      throw refused;
    }
  }
}
