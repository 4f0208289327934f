package dev.weft.jdbc;

import dev.weft.TaskGroup;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Runs blocks in transactions: all that a block has written is committed when it returns, and none
/// of it when it throws or is cancelled.
///
/// ```java
/// var transactions = Transactions.over(db);
/// Receipt receipt = transactions.run(Isolation.SERIALIZABLE, connection -> {
///   withdraw(connection, from, amount);
///   return deposit(connection, to, amount);
/// });
/// ```
///
/// - **A block may run several times**: it is run again, in a new transaction, after a
///   serialization failure or a deadlock (SQL states 40001 and 40P01, also as the cause of what it
///   throws), after a random pause that may grow to a second, up to [10 times][#withAttempts(int)]
///   and within the innermost deadline. So all that it does besides its statements must bear that.
///   What failed before is suppressed on the last failure.
/// - **Tasks end before the transaction does**: the block runs as a [TaskGroup], and is committed
///   when all that was started in it has ended, and none of it has failed. A task that calls `run`
///   has a transaction of its own, never that of the task that started it.
/// - **Nested**: a block that calls `run` over the same data source, in the same task, stays on the
///   same connection. If the inner block throws, what it has written is rolled back, and the outer
///   one may go on. Only the outermost is run again. Code that has nothing but the connection nests
///   by [#nested(Connection, Block)].
/// - **Cancelled**: a transaction whose task is cancelled before the commit has begun is rolled
///   back. A commit that has begun finishes.
/// - **Lost**: a commit whose connection is lost is not tried again, but a
///   [CommitUnknownException].
///
/// The block leaves `commit`, `rollback` and `setAutoCommit` of its connection alone. The
/// connection goes back to its pool as it came. Immutable, and to be shared.
public final class Transactions {
  private static final int ATTEMPTS = 10;

  private final DataSource given;
  private final DataSource source;
  private final int attempts;
  private final boolean readOnly;

  private Transactions(DataSource given, DataSource source, int attempts, boolean readOnly) {
    this.given = given;
    this.source = source;
    this.attempts = attempts;
    this.readOnly = readOnly;
  }

  /// What runs in a transaction.
  ///
  /// @param <T> what it returns
  /// @param <X> what it may fail with beside [SQLException]
  @FunctionalInterface
  public interface Block<T extends @Nullable Object, X extends Exception> {

    /// Runs the block; may be called several times.
    ///
    /// @param connection what the transaction is on; it is closed by who calls
    /// @return the result
    /// @throws X if it fails, and the transaction is to be rolled back
    /// @throws SQLException if a statement fails
    /// @throws InterruptedException if it is cancelled
    T run(Connection connection) throws X, SQLException, InterruptedException;
  }

  /// What runs in a transaction and starts tasks there.
  ///
  /// @param <T> what it returns
  /// @param <X> what it may fail with beside [SQLException]
  @FunctionalInterface
  public interface GroupBlock<T extends @Nullable Object, X extends Exception> {

    /// Runs the block; may be called several times.
    ///
    /// @param connection what the transaction is on, for one thread at a time; it is closed by who
    ///   calls
    /// @param group whose tasks end before the transaction does
    /// @return the result
    /// @throws X if it fails, and the transaction is to be rolled back
    /// @throws SQLException if a statement fails
    /// @throws InterruptedException if it is cancelled
    T run(Connection connection, TaskGroup group) throws X, SQLException, InterruptedException;
  }

  /// Transactions on the connections of a data source.
  ///
  /// @param source usually a [CancellableDataSource]; one is put around any other
  /// @return the transactions
  public static Transactions over(DataSource source) {
    boolean cancellable = source instanceof CancellableDataSource || wrapsCancellable(source);
    return new Transactions(
        source, cancellable ? source : new CancellableDataSource(source), ATTEMPTS, false);
  }

  private static boolean wrapsCancellable(DataSource source) {
    try {
      return source.isWrapperFor(CancellableDataSource.class);
    } catch (SQLException e) {
      return false;
    }
  }

  /// The same with another bound for how often a block is run.
  ///
  /// @param attempts the most runs of a block, the first included; at least 1
  /// @return the transactions
  /// @throws IllegalArgumentException if it is less than 1
  public Transactions withAttempts(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException(
          attempts + " attempts never run a block; allow at least 1");
    }
    return new Transactions(given, source, attempts, readOnly);
  }

  /// The same, in which the server refuses to write. Inside a transaction that may write, only the
  /// nested block may not.
  ///
  /// @return the transactions
  public Transactions readOnly() {
    return new Transactions(given, source, attempts, true);
  }

  /// Runs a block in a transaction at the isolation level that the server has set.
  ///
  /// @param block what to run
  /// @param <T> what it returns
  /// @param <X> what it may fail with beside [SQLException]
  /// @return what the block returned
  /// @throws X if the block failed; the transaction is rolled back
  /// @throws SQLException if the database failed; the transaction is rolled back
  /// @throws CommitUnknownException if nobody can tell whether it was committed
  /// @throws InterruptedException if the calling task is cancelled; the transaction is rolled back
  public <T extends @Nullable Object, X extends Exception> T run(Block<T, X> block)
      throws X, SQLException, InterruptedException {
    return any(null, (connection, _) -> block.run(connection));
  }

  /// Runs a block in a transaction. See [#run(Block)].
  ///
  /// @param level the isolation level; that of a nested block is that of the outermost one
  /// @param block what to run
  /// @param <T> what it returns
  /// @param <X> what it may fail with beside [SQLException]
  /// @return what the block returned
  /// @throws X if the block failed; the transaction is rolled back
  /// @throws SQLException if the database failed; the transaction is rolled back
  /// @throws CommitUnknownException if nobody can tell whether it was committed
  /// @throws IllegalStateException if it is nested in a transaction at another level
  /// @throws InterruptedException if the calling task is cancelled; the transaction is rolled back
  public <T extends @Nullable Object, X extends Exception> T run(Isolation level, Block<T, X> block)
      throws X, SQLException, InterruptedException {
    return any(level, (connection, _) -> block.run(connection));
  }

  /// Runs a block that starts tasks, in a transaction at the isolation level that the server has
  /// set. See [#run(Block)].
  ///
  /// @param block what to run
  /// @param <T> what it returns
  /// @param <X> what it may fail with beside [SQLException]
  /// @return what the block returned
  /// @throws X if the block failed first; the transaction is rolled back
  /// @throws dev.weft.TaskFailedException if a task failed first; the transaction is rolled back
  /// @throws SQLException if the database failed; the transaction is rolled back
  /// @throws CommitUnknownException if nobody can tell whether it was committed
  /// @throws InterruptedException if the calling task is cancelled; the transaction is rolled back
  public <T extends @Nullable Object, X extends Exception> T run(GroupBlock<T, X> block)
      throws X, SQLException, InterruptedException {
    return any(null, block);
  }

  /// Runs a block that starts tasks, in a transaction. See [#run(Block)].
  ///
  /// @param level the isolation level; that of a nested block is that of the outermost one
  /// @param block what to run
  /// @param <T> what it returns
  /// @param <X> what it may fail with beside [SQLException]
  /// @return what the block returned
  /// @throws X if the block failed first; the transaction is rolled back
  /// @throws dev.weft.TaskFailedException if a task failed first; the transaction is rolled back
  /// @throws SQLException if the database failed; the transaction is rolled back
  /// @throws CommitUnknownException if nobody can tell whether it was committed
  /// @throws IllegalStateException if it is nested in a transaction at another level
  /// @throws InterruptedException if the calling task is cancelled; the transaction is rolled back
  public <T extends @Nullable Object, X extends Exception> T run(
      Isolation level, GroupBlock<T, X> block) throws X, SQLException, InterruptedException {
    return any(level, block);
  }

  /// Runs a block nested in the transaction on a connection, for code that is given the connection
  /// and nothing else, be it another task's. If the block throws, what it has written is rolled
  /// back, and the transaction may go on.
  ///
  /// @param connection what the transaction is on
  /// @param block what to run
  /// @param <T> what it returns
  /// @param <X> what it may fail with beside [SQLException]
  /// @return what the block returned
  /// @throws X if the block failed
  /// @throws SQLException if the database failed, or the connection is in no transaction
  /// @throws InterruptedException if the calling task is cancelled
  public static <T extends @Nullable Object, X extends Exception> T nested(
      Connection connection, Block<T, X> block) throws X, SQLException, InterruptedException {
    try {
      return OpenTransaction.nest(
          connection, false, () -> body(connection, (same, _) -> block.run(same)));
    } catch (Exception failure) {
      throw Transactions.<X>known(failure);
    }
  }

  private <T extends @Nullable Object, X extends Exception> T any(
      @Nullable Isolation level, GroupBlock<T, X> block)
      throws X, SQLException, InterruptedException {
    OpenTransaction around = OpenTransaction.over(given);
    try {
      return around == null ? outermost(level, block) : nested(around, level, block);
    } catch (Exception failure) {
      throw Transactions.<X>known(failure);
    }
  }

  private <T extends @Nullable Object> T outermost(
      @Nullable Isolation level, GroupBlock<T, ?> block) throws Exception {
    var retry = new Retry(attempts);
    while (true) {
      try {
        Connection connection = source.getConnection();
        var open = new OpenTransaction(given, Thread.currentThread(), connection, level);
        return new Attempt(connection)
            .run(level, readOnly, () -> open.call(() -> body(connection, block)));
      } catch (Exception failure) {
        retry.pauseAfter(failure);
      }
    }
  }

  private <T extends @Nullable Object> T nested(
      OpenTransaction around, @Nullable Isolation level, GroupBlock<T, ?> block) throws Exception {
    around.requireLevel(level);
    Connection connection = around.connection();
    return OpenTransaction.nest(connection, readOnly, () -> body(connection, block));
  }

  private static <T extends @Nullable Object> T body(Connection connection, GroupBlock<T, ?> block)
      throws Exception {
    return TaskGroup.run("transaction", group -> block.run(connection, group));
  }

  // Everything between the block and here throws what it throws, but cannot say so.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Exception> X known(Exception failure) throws X {
    throw (X) failure;
  }
}
