package dev.weft.jdbc;

import dev.weft.ContextCarrier;
import dev.weft.Op;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

// A task does not share the transaction of the one that started it: two statements at once on one
// connection are a mistake. Tasks see no scoped values of their starter, but an operation of a
// combinator may be run by the thread that waits for it, which does; so it is hidden there. A
// `StructuredTaskScope` hands scoped values on to other threads; hence the thread.
/// A transaction that is open in the running task.
///
/// @param source what it was begun over
/// @param thread the task's thread
/// @param connection the connection that it is on
/// @param level the isolation level that was asked for; null if none was
record OpenTransaction(
    DataSource source, Thread thread, Connection connection, @Nullable Isolation level) {
  /// Those that are open, the innermost last.
  private static final ScopedValue<List<OpenTransaction>> OPEN = ScopedValue.newInstance();

  static {
    ContextCarrier.install(OpenTransaction::hidden);
  }

  /// The one over `source` that is open in the running task.
  static @Nullable OpenTransaction over(DataSource source) {
    for (OpenTransaction open : OPEN.orElse(List.of()).reversed()) {
      if (open.source == source && open.thread == Thread.currentThread()) {
        return open;
      }
    }
    return null;
  }

  /// Runs an operation in it.
  <T extends @Nullable Object> T call(Op<T, ?> op) throws Exception {
    List<OpenTransaction> open = new ArrayList<>(OPEN.orElse(List.of()));
    open.add(this);
    return ScopedValue.where(OPEN, List.copyOf(open)).call(op::call);
  }

  /// Runs an operation in the transaction on `connection` that is rolled back alone if it fails.
  static <T extends @Nullable Object> T nest(Connection connection, boolean readOnly, Op<T, ?> op)
      throws Exception {
    Savepoint before = connection.setSavepoint();
    try {
      if (readOnly) {
        Attempt.execute(connection, "SET TRANSACTION READ ONLY");
      }
      T result = op.call();
      connection.releaseSavepoint(before);
      return result;
    } catch (Throwable failure) {
      try {
        connection.rollback(before);
        connection.releaseSavepoint(before);
      } catch (SQLException | RuntimeException unended) {
        failure.addSuppressed(unended);
      }
      throw failure;
    }
  }

  /// Refuses to have another level inside.
  void requireLevel(@Nullable Isolation asked) throws SQLException {
    boolean same =
        asked == null
            || asked == level
            || (level == null && connection.getTransactionIsolation() == asked.jdbc());
    if (!same) {
      throw new IllegalStateException(
          "a transaction at "
              + (level == null ? "the server's level" : level)
              + " cannot have one at "
              + asked
              + " inside; ask for "
              + asked
              + " where the outermost one is run");
    }
  }

  private static Op<?, ?> hidden(Op<?, ?> op) {
    if (OPEN.orElse(List.of()).isEmpty()) {
      return op;
    }
    Op<@Nullable Object, Exception> hidden =
        () -> ScopedValue.where(OPEN, List.of()).call(op::call);
    return hidden;
  }
}
