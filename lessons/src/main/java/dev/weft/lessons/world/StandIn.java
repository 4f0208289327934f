package dev.weft.lessons.world;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

// As the driver of PostgreSQL: statements of several threads wait in line; an interrupt closes the
// socket, and the server goes on with the statement; a failure spoils the transaction.
/// A connection of the stand-in. All below is guarded by the lock of its database.
final class StandIn {
  private final MemoryDatabase database;
  private final int number;
  private boolean isBusy;
  private boolean isToBeCancelled;
  private boolean isBroken;
  private boolean isAutoCommit = true;
  private @Nullable MemoryTransaction transaction;

  StandIn(MemoryDatabase database) {
    this.database = database;
    this.number = database.nextConnection();
  }

  int number() {
    return number;
  }

  boolean isBroken() {
    return isBroken;
  }

  /// As JDBC has it.
  ///
  /// @param close what closing it does
  Connection jdbc(Runnable close) {
    var isClosed = new boolean[1];
    return Fake.of(
        Connection.class,
        (method, args) ->
            switch (method) {
              case "prepareStatement" -> statement(PreparedStatement.class, (String) args[0]);
              case "createStatement" -> statement(Statement.class, "");
              case "getAutoCommit" -> isAutoCommit;
              case "setAutoCommit" -> {
                locked(() -> {
                  end(true);
                  isAutoCommit = Boolean.TRUE.equals(args[0]);
                });
                yield null;
              }
              case "commit", "rollback" -> {
                locked(() -> end(method.equals("commit")));
                yield null;
              }
              case "isClosed" -> isClosed[0];
              case "close", "abort" -> {
                if (!isClosed[0]) {
                  isClosed[0] = true;
                  locked(() -> {
                    end(false);
                    isAutoCommit = true;
                    isBroken |= method.equals("abort");
                  });
                  close.run();
                }
                yield null;
              }
              default -> throw Fake.unknown(method);
            });
  }

  private void locked(Runnable change) {
    database.lock.lock();
    try {
      change.run();
    } finally {
      database.lock.unlock();
    }
  }

  private void end(boolean isCommitted) {
    MemoryTransaction open = transaction;
    if (open != null) {
      open.end(isCommitted && !open.hasFailed && !isBroken);
      transaction = null;
    }
  }

  private <T extends Statement> T statement(Class<T> type, String prepared) {
    List<Object> parameters = new ArrayList<>();
    return Fake.of(
        type,
        (method, args) ->
            switch (method) {
              case "setObject" -> {
                parameters.add((Integer) args[0] - 1, args[1]);
                yield null;
              }
              case "execute" ->
                  !run(args.length == 0 ? prepared : (String) args[0], parameters).isEmpty();
              case "executeUpdate" -> run(prepared, parameters).size();
              case "executeQuery" ->
                  result(run(args.length == 0 ? prepared : (String) args[0], parameters));
              case "cancel" -> {
                locked(() -> {
                  isToBeCancelled = isBusy;
                  database.changed.signalAll();
                });
                yield null;
              }
              case "close" -> null;
              default -> throw Fake.unknown(method);
            });
  }

  private static ResultSet result(List<Object[]> rows) {
    var at = new int[] {-1};
    return Fake.of(
        ResultSet.class,
        (method, args) ->
            switch (method) {
              case "next" -> ++at[0] < rows.size();
              case "getLong", "getInt", "getString", "getBigDecimal", "getDouble", "getBoolean" ->
                  rows.get(at[0])[(Integer) args[0] - 1];
              case "getFetchSize" -> 0;
              case "close" -> null;
              default -> throw Fake.unknown(method);
            });
  }

  private List<Object[]> run(String sql, List<Object> parameters) throws SQLException {
    database.lock.lock();
    try {
      while (isBusy) {
        // One thread at a time, as in the driver.
        database.changed.awaitUninterruptibly();
      }
      if (isBroken) {
        throw new SQLException("This connection has been closed.", "08003");
      }
      isBusy = true;
      database.running++;
      isToBeCancelled = false;
      try {
        return perform(sql, parameters);
      } finally {
        isBusy = false;
        database.running--;
        database.changed.signalAll();
      }
    } finally {
      database.lock.unlock();
    }
  }

  private List<Object[]> perform(String sql, List<Object> parameters) throws SQLException {
    MemoryTransaction current = transaction;
    if (current == null) {
      current = new MemoryTransaction(this, database);
      transaction = current;
    }
    boolean isDone = false;
    try {
      if (current.hasFailed) {
        throw new SQLException(
            "ERROR: current transaction is aborted, commands ignored until end of transaction block",
            "25P02");
      }
      List<Object[]> rows = database.answer(sql).of(current, parameters);
      long end = System.nanoTime() + MemoryDatabase.nanos(sql);
      try {
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
          pause(left);
        }
      } finally {
        if (isBroken) {
          database.orphans.add(end);
        }
      }
      isDone = true;
      return rows;
    } finally {
      current.hasFailed |= !isDone;
      if (isAutoCommit) {
        end(isDone);
      }
    }
  }

  /// Waits until something has changed, or for so long; called in a loop.
  @SuppressWarnings("WaitNotInLoop")
  void pause(long nanos) throws SQLException {
    try {
      database.changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      isBroken = true;
      Thread.currentThread().interrupt();
      throw new SQLException("An I/O error occurred while sending to the backend.", "08006", e);
    }
    if (isToBeCancelled) {
      throw new SQLException("ERROR: canceling statement due to user request", "57014");
    }
  }
}
