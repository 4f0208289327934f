package dev.weft.jdbc;

import dev.weft.Canceller;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Stands in front of a connection, and knows whether there is work on it to commit.
final class ConnectionProxy extends JdbcProxy {
  private final Connection target;
  private final Connection proxy;
  private final @Nullable Canceller serverCancel;
  private final Occupancy occupancy;
  private final Lending lending;
  private final Thread taker = Thread.currentThread();

  /// Something was asked of the server since the last commit or rollback; set by the thread that
  /// uses the connection.
  private boolean uncommitted;

  @SuppressWarnings("this-escape")
  private ConnectionProxy(Connection target, @Nullable Canceller serverCancel, Lending lending) {
    super(target);
    this.target = target;
    this.serverCancel = serverCancel;
    this.lending = lending;
    this.occupancy = new Occupancy(this::giveBack);
    this.proxy = (Connection) ProxyClass.newInstance(Connection.class, target, this);
  }

  /// Takes the connection over: it is closed if no proxy can be made of it.
  static Connection of(Connection target, Lending lending) throws SQLException {
    try {
      var proxy = new ConnectionProxy(target, ServerCancel.of(target), lending);
      lending.lent(proxy);
      return proxy.proxy;
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

  Occupancy occupancy() {
    return occupancy;
  }

  /// The thread that it was lent to.
  Thread taker() {
    return taker;
  }

  /// The live threads that could give it back: who took it, and who has used it last.
  Set<Thread> holders() {
    return Stream.of(taker, occupancy.lastUser())
        .filter(thread -> thread != null && thread.isAlive())
        .collect(Collectors.toSet());
  }

  /// Whether a call is running on it.
  boolean isInUse() {
    return occupancy.isOccupied();
  }

  private @Nullable Void giveBack() throws SQLException {
    try {
      target.close();
    } finally {
      lending.returned(this);
    }
    return null;
  }

  @Override
  boolean enter(Method method) throws SQLException {
    return method.getName().equals("close") ? occupancy.enterToClose() : super.enter(method);
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
  @Nullable Object call(CallKind kind, Method method, @Nullable Object @Nullable [] args)
      throws SQLException {
    return switch (method.getName()) {
      case "setAutoCommit" -> {
        setAutoCommit(kind, method, args);
        yield null;
      }
      case "commit" -> {
        commit();
        yield null;
      }
      case "close" -> SqlRegion.cleanUp("close", this::giveBack);
      case "abort" -> {
        Object result = super.call(kind, method, args);
        lending.returned(this);
        yield result;
      }
      case "rollback" -> {
        Object result = super.call(kind, method, args);
        // Back to a savepoint is not back to the start.
        uncommitted &= args != null;
        yield result;
      }
      default -> super.call(kind, method, args);
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
  private void setAutoCommit(CallKind kind, Method method, @Nullable Object @Nullable [] args)
      throws SQLException {
    uncommitted &= !target.getAutoCommit();
    if (!uncommitted || args == null || Boolean.FALSE.equals(args[0])) {
      super.call(kind, method, args);
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
