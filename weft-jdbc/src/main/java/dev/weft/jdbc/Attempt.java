package dev.weft.jdbc;

import dev.weft.Op;
import dev.weft.Tasks;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

// 1. The connection goes back as it came, however the attempt ends: the isolation level and
//    read-only are set for the transaction alone, so only auto-commit has to be restored.
// 2. A connection whose transaction could not be ended is closed for good.
// 3. When the commit has succeeded nothing is thrown any more.
//
// Defended by TransactionsTest, TransactionRetryTest, TransactionRaceTest.
/// One attempt at a transaction, on a connection of its own.
final class Attempt {
  private static final System.Logger LOG = System.getLogger("dev.weft.jdbc");

  /// The server ends the connection, or crashed: its last word on a COMMIT is missing.
  private static final Set<String> GONE = Set.of("57P01", "57P02", "40003");

  private final Connection connection;

  Attempt(Connection connection) {
    this.connection = connection;
  }

  /// Runs `op` in a transaction, and closes the connection.
  ///
  /// @throws Exception what `op` throws, or what the commit does
  <T extends @Nullable Object> T run(@Nullable Isolation level, boolean readOnly, Op<T, ?> op)
      throws Exception {
    boolean autoCommit = false;
    T result;
    try {
      autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      begin(level, readOnly);
      result = op.call();
      Tasks.checkCancelled();
      commit();
    } catch (Throwable failure) {
      boolean ended = !(failure instanceof CommitUnknownException);
      giveBack(ended && rollBack(failure), autoCommit, failure::addSuppressed);
      throw failure;
    }
    giveBack(
        true,
        autoCommit,
        e -> LOG.log(Level.WARNING, "connection of a committed transaction not given back", e));
    return result;
  }

  private void begin(@Nullable Isolation level, boolean readOnly) throws SQLException {
    if (level != null || readOnly) {
      String modes =
          (level == null ? "" : " ISOLATION LEVEL " + level.sql()) + (readOnly ? " READ ONLY" : "");
      execute(connection, "SET TRANSACTION" + modes);
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void commit() throws SQLException {
    try {
      connection.commit();
    } catch (SQLException failure) {
      throw isOutcomeKnown(failure) ? failure : new CommitUnknownException(failure);
    }
  }

  private static boolean isOutcomeKnown(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && !state.startsWith("08") && !GONE.contains(state);
  }

  private boolean rollBack(Throwable failure) {
    try {
      connection.rollback();
      return true;
    } catch (SQLException | RuntimeException unended) {
      failure.addSuppressed(unended);
      return false;
    }
  }

  private void giveBack(boolean ended, boolean autoCommit, Consumer<Exception> beside) {
    try (connection) {
      if (ended) {
        connection.setAutoCommit(autoCommit);
      } else {
        connection.abort(Runnable::run);
      }
    } catch (SQLException | RuntimeException e) {
      beside.accept(e);
    }
  }
}
