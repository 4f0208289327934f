package dev.weft.jdbc;

import dev.weft.Canceller;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

  /// Takes the connection over: it is closed if no proxy can be made of it.
  static Connection of(Connection target) throws SQLException {
    try {
      return new ConnectionProxy(target, ServerCancel.of(target)).proxy;
    } catch (SQLException | RuntimeException | Error failure) {
      try {
        target.close();
      } catch (SQLException unclosed) {
        failure.addSuppressed(unclosed);
      }
      throw failure;
    }
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

  // The PostgreSQL driver sends BEGIN together with the first statement of a transaction, as a
  // command of its own: a cancel that hits BEGIN lets the statement run outside of any transaction,
  // where it commits by itself. So a statement that can be cancelled finds its transaction already
  // begun. SHOW takes no snapshot, so SET TRANSACTION may still follow.
  /// Called before each execution of a statement.
  void beforeExecution() throws SQLException {
    if (!uncommitted && serverCancel != null && !target.getAutoCommit()) {
      SqlRegion.call(
          "begin of the transaction",
          ServerCancel.NONE,
          () -> {
            try (Statement first = target.createStatement()) {
              return first.execute("show transaction_isolation");
            }
          });
    }
    uncommitted = true;
  }

  @Override
  @Nullable Object call(Method method, @Nullable Object @Nullable [] args) throws SQLException {
    return switch (method.getName()) {
      case "setAutoCommit" -> {
        setAutoCommit(method, args);
        yield null;
      }
      case "commit" -> {
        commit();
        yield null;
      }
      case "rollback" -> {
        Object result = super.call(method, args);
        // Back to a savepoint is not back to the start.
        uncommitted &= args != null;
        yield result;
      }
      default -> super.call(method, args);
    };
  }

  private void commit() throws SQLException {
    SqlRegion.call(
        "commit",
        ServerCancel.NONE,
        () -> {
          // Whether or not it succeeds, the transaction ends; a refused one does not come here.
          uncommitted = false;
          target.commit();
          return null;
        });
  }

  // Switching auto-commit on commits what is open. In a cancelled task that is refused like any
  // commit; what is open is rolled back, and the connection is switched as asked for.
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
