package dev.weft.service.database;

import dev.weft.Tasks;
import dev.weft.service.database.Progress.Step;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Users, accounts, posts and all the rest for an empty database: the same rows on every machine.
///
/// It is loaded in one transaction, so there is all of it or nothing, whenever the loading ends.
/// Indexes and foreign keys are taken away before and made again after the rows are there, in that
/// same transaction: many times cheaper than to keep them right for each row.
public final class DataSet {

  /// The number of users if nobody says otherwise.
  public static final int DEFAULT_USERS = 10_000;

  private static final int MAX_USERS = 1_000_000;
  private static final int CHUNK = 64 * 1024;
  private static final String TABLES =
      SampleTable.ALL.stream().map(SampleTable::name).collect(Collectors.joining(", "));

  private final int users;

  private DataSet(int users) {
    this.users = users;
  }

  /// The data set with this many users and everything else in proportion.
  ///
  /// @throws IllegalArgumentException if there are fewer than 1 or more than 1,000,000
  public static DataSet ofUsers(int users) {
    if (users < 1 || users > MAX_USERS) {
      throw new IllegalArgumentException(
          "%d users are not between 1 and %d".formatted(users, MAX_USERS));
    }
    return new DataSet(users);
  }

  /// How many rows there are in all tables together.
  public long rows() {
    return SampleTable.ALL.stream().mapToLong(table -> table.rows(users)).sum();
  }

  /// Loads the data set if the database has no users yet, and leaves it alone if it has some,
  /// whoever they are.
  ///
  /// @return whether it was loaded
  /// @throws DatabaseException if the database refuses; then nothing was loaded
  /// @throws InterruptedException if that is cancelled; then nothing was loaded
  public boolean loadIfEmpty(Database database, Progress progress)
      throws DatabaseException, InterruptedException {
    StartConnections connections = database.startConnections();
    try {
      return connections.run(() -> loadIfEmpty(connections, progress));
    } catch (SQLException e) {
      Tasks.checkCancelled();
      if (Thread.interrupted()) {
        InterruptedException interrupted =
            new InterruptedException("interrupted while the data set is loaded");
        interrupted.initCause(e);
        throw interrupted;
      }
      throw new DatabaseException(
          "the data set of %d users cannot be loaded: %s; nothing of it was kept"
              .formatted(users, String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", "; ")),
          e);
    }
  }

  private boolean loadIfEmpty(StartConnections connections, Progress progress)
      throws SQLException, InterruptedException {
    boolean begun = false;
    boolean loaded = false;
    try (Connection connection = connections.getConnection()) {
      // Closing without a commit rolls back.
      connection.setAutoCommit(false);
      if (hasUsers(connection)) {
        return false;
      }
      begun = true;
      progress.reached(new Step.Begun(users, rows()));
      load(connection, progress);
      connection.commit();
      loaded = true;
    } finally {
      if (begun && !loaded) {
        progress.reached(new Step.Failed());
      }
    }
    progress.reached(new Step.Done());
    return true;
  }

  /// Whether there are users; if not, others who want to load or add some wait for our end.
  private static boolean hasUsers(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (existUsers(statement)) {
        return true;
      }
      statement.execute("lock table " + TABLES + " in access exclusive mode");
      return existUsers(statement);
    }
  }

  private static boolean existUsers(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("select exists (select from users)")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private void load(Connection connection, Progress progress)
      throws SQLException, InterruptedException {
    try (Statement statement = connection.createStatement()) {
      List<String> again = dropIndexesAndForeignKeys(statement);
      // Into tables that were emptied in the same transaction PostgreSQL copies rows as frozen, and
      // at its lowest log level without logging them.
      statement.execute("truncate " + TABLES);
      long rows = 0;
      for (SampleTable table : SampleTable.ALL) {
        rows = copy(connection, table, rows, progress);
      }
      progress.reached(new Step.Finishing("indexes and foreign keys"));
      statement.execute("set local maintenance_work_mem = '128MB'");
      for (String definition : again) {
        interruptible();
        statement.execute(definition);
      }
      for (SampleTable table : SampleTable.ALL) {
        statement.execute(
            "alter table %s alter column id restart with %d"
                .formatted(table.name(), table.rows(users) + 1));
      }
      progress.reached(new Step.Finishing("statistics"));
      statement.execute("analyze " + TABLES);
    }
  }

  private long copy(Connection connection, SampleTable table, long rowsBefore, Progress progress)
      throws SQLException, InterruptedException {
    String sql = "copy %s (id, %s) from stdin (freeze)".formatted(table.name(), table.columns());
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    try {
      Dice dice = table.dice();
      CopyText text = new CopyText();
      long rows = table.rows(users);
      for (long index = 0; index < rows; index++) {
        table.write(index, users, dice, text);
        if (text.length() >= CHUNK || index == rows - 1) {
          interruptible();
          byte[] bytes = text.take();
          copy.writeToCopy(bytes, 0, bytes.length);
          progress.reached(new Step.Loaded(table.name(), rowsBefore + index + 1));
        }
      }
      copy.endCopy();
      return rowsBefore + rows;
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /// Drops them, also the keys of other tables into these, and returns the statements that make
  /// them again.
  private static List<String> dropIndexesAndForeignKeys(Statement statement) throws SQLException {
    List<String> drop = new ArrayList<>();
    List<String> again = new ArrayList<>();
    String ofTables = " = any (array['" + TABLES.replace(", ", "', '") + "']::regclass[])";
    try (ResultSet index =
        statement.executeQuery(
            """
            select indexrelid::regclass, pg_get_indexdef(indexrelid) from pg_index
            where not exists (select from pg_constraint where conindid = indexrelid) and indrelid
            """
                + ofTables)) {
      while (index.next()) {
        drop.add("drop index " + index.getString(1));
        again.add(index.getString(2));
      }
    }
    try (ResultSet key =
        statement.executeQuery(
            """
            select conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid)
            from pg_constraint where contype = 'f' and confrelid
            """
                + ofTables)) {
      while (key.next()) {
        String table = "alter table " + key.getString(1);
        drop.add(table + " drop constraint " + key.getString(2));
        again.add(table + " add constraint " + key.getString(2) + " " + key.getString(3));
      }
    }
    for (String sql : drop) {
      statement.execute(sql);
    }
    return again;
  }

  private static void interruptible() throws InterruptedException {
    Tasks.checkCancelled();
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while the data set is loaded");
    }
  }
}
