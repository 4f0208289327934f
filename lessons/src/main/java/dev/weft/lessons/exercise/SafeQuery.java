package dev.weft.lessons.exercise;

import dev.weft.Tasks;
import dev.weft.sim.Simulation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Reads from a database in a transaction, and leaves nothing open.
public interface SafeQuery {

  /// A database.
  @FunctionalInterface
  interface Database {
    Connection connect() throws InterruptedException;
  }

  /// A connection, which is to be released.
  interface Connection {
    Transaction begin() throws InterruptedException;

    /// Says goodbye to the database, which takes 100 ms, when its transaction has ended.
    void release() throws InterruptedException;
  }

  /// A transaction, which is to be ended.
  interface Transaction {
    String query(String sql) throws IOException, InterruptedException;

    /// Tells the database, which takes 100 ms and may fail.
    void end() throws IOException, InterruptedException;
  }

  /// Connects, begins, queries, ends, releases.
  ///
  /// @param database where
  /// @param sql what
  /// @return what the query returns
  /// @throws IOException if the query fails, as it is
  /// @throws InterruptedException if this is cancelled; transaction and connection are closed
  ///   nevertheless, but a release that hangs is given up within a minute
  String read(Database database, String sql) throws IOException, InterruptedException;

  static void check(Supplier<SafeQuery> yours) throws NotYetException, InterruptedException {
    Trial.explore(
        20,
        () -> {
          var books = new Books(false, false, false);
          String sql = "SELECT " + Simulation.random().nextInt(1_000);
          String rows = yours.get().read(books, sql);
          Trial.require(
              rows.equals("rows of " + sql),
              () -> "the query returned rows of %s, but read() %s".formatted(sql, rows));
          books.requireClosed("it had gone well");
          return null;
        });
    Trial.explore(20, () -> failingQuery(yours.get()));
    Trial.explore(
        20,
        () -> {
          var books = new Books(false, true, false);
          Exception thrown = Trial.thrownBy(() -> yours.get().read(books, "SELECT 1"));
          books.requireClosed("the end of the transaction had failed with " + thrown);
          return null;
        });
    Trial.cancelEverywhere(
        2,
        () -> {
          var books = new Books(false, false, false);
          Exception thrown = Trial.thrownBy(() -> yours.get().read(books, "SELECT 1"));
          books.requireClosed("it had been cancelled");
          if (thrown != null) {
            throw thrown;
          }
          return null;
        });
    Trial.explore(
        5,
        () -> {
          Trial.thrownBy(() -> yours.get().read(new Books(false, false, true), "SELECT 1"));
          Trial.require(
              Trial.millis() <= 62_000,
              () ->
                  "a release hung, and read() waited for it for %d s; give it a bound"
                      .formatted(Trial.millis() / 1_000));
          return null;
        });
  }

  private static boolean failingQuery(SafeQuery yours) throws NotYetException {
    var books = new Books(true, false, false);
    Exception thrown = Trial.thrownBy(() -> yours.read(books, "SELECT 1"));
    Trial.require(
        thrown instanceof IOException && "no such table".equals(thrown.getMessage()),
        () ->
            "the query failed with an IOException, but read() %s"
                .formatted(thrown == null ? "returned" : "threw " + thrown));
    books.requireClosed("the query had failed");
    return true;
  }

  /// A database that keeps a record.
  final class Books implements Database, Connection, Transaction {
    private final boolean isQueryFailing;
    private final boolean isEndFailing;
    private final boolean isHanging;
    private final List<String> open = new ArrayList<>();
    private boolean isOutOfOrder;

    private Books(boolean isQueryFailing, boolean isEndFailing, boolean isHanging) {
      this.isQueryFailing = isQueryFailing;
      this.isEndFailing = isEndFailing;
      this.isHanging = isHanging;
    }

    @Override
    public Connection connect() throws InterruptedException {
      Thread.sleep(100);
      open.add("connection");
      return this;
    }

    @Override
    public Transaction begin() throws InterruptedException {
      Thread.sleep(100);
      open.add("transaction");
      return this;
    }

    @Override
    public String query(String sql) throws IOException, InterruptedException {
      Thread.sleep(500);
      if (isQueryFailing) {
        throw new IOException("no such table");
      }
      return "rows of " + sql;
    }

    @Override
    public void end() throws IOException, InterruptedException {
      // As each wait of Weft's own does.
      Tasks.checkCancelled();
      Thread.sleep(100);
      open.remove("transaction");
      if (isEndFailing) {
        throw new IOException("the database does not answer");
      }
    }

    @Override
    public void release() throws InterruptedException {
      Tasks.checkCancelled();
      if (open.contains("transaction")) {
        isOutOfOrder = true;
      }
      Thread.sleep(isHanging ? 86_400_000 : 100);
      open.remove("connection");
    }

    private void requireClosed(String when) throws NotYetException {
      Trial.require(
          !isOutOfOrder, () -> "the connection was released before its transaction had ended");
      Trial.require(
          open.isEmpty(),
          () ->
              "when %s and read() had ended, left open: %s; in a task that is cancelled each wait is broken off, also that of a clean-up, unless something shields it"
                  .formatted(when, open));
    }
  }
}
