package dev.weft.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// The PostgreSQL server of the tests: started once, it ends with the JVM.
final class Postgres {
  /// For what comes soon: shorter than what a pool, or a statement that sleeps, takes to give up.
  private static final Duration BOUND = Duration.ofSeconds(20);

  private static final EmbeddedPostgres SERVER = start();

  private Postgres() {}

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1)).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HikariDataSource pool(int size) {
    var config = new HikariConfig();
    config.setDataSource(SERVER.getPostgresDatabase());
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(size);
    return new HikariDataSource(config);
  }

  /// A connection beside those under test.
  static Connection connect() throws SQLException {
    return SERVER.getPostgresDatabase().getConnection();
  }

  static void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Has every commit of an insert into `table` call `wait`.
  static void slowCommit(String table, String wait) throws SQLException {
    execute(
        """
        create or replace function slow() returns trigger language plpgsql as
          $$ begin perform %s; return null; end $$;
        create constraint trigger slow_commit after insert on %s
          deferrable initially deferred for each row execute function slow()
        """
            .formatted(wait, table));
  }

  static int count(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /// How many statements that contain `text` the server runs now.
  static int running(String text) throws SQLException {
    return count(
        "select count(*) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()"
            + " and position('"
            + text
            + "' in query) > 0");
  }

  static int pid(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select pg_backend_pid()")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /// The server processes behind all the connections of a pool.
  static Set<Integer> pids(HikariDataSource pool) throws SQLException {
    var pids = new TreeSet<Integer>();
    var taken = new Connection[pool.getMaximumPoolSize()];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = pool.getConnection();
      pids.add(pid(taken[i]));
    }
    for (Connection connection : taken) {
      connection.close();
    }
    return pids;
  }

  /// Waits until `condition` holds.
  static void until(String what, Callable<Boolean> condition) {
    long end = System.nanoTime() + BOUND.toNanos();
    try {
      boolean isLate = false;
      while (!condition.call()) {
        if (isLate) {
          throw new AssertionError("not within " + BOUND.toSeconds() + " s: " + what);
        }
        LockSupport.parkNanos(2_000_000);
        isLate = System.nanoTime() - end > 0;
      }
    } catch (Exception e) {
      throw new AssertionError(what, e);
    }
  }

  /// Waits until the pool has all its connections. A connection that came too late for whoever
  /// asked for it goes back on another thread, a moment after the caller has gone on.
  static void untilAllAreBack(HikariDataSource pool) {
    HikariPoolMXBean facts = pool.getHikariPoolMXBean();
    until(
        "all connections are back",
        () -> facts.getThreadsAwaitingConnection() == 0 && facts.getActiveConnections() == 0);
  }

  static void untilRunning(String text) {
    untilRunning(text, 1);
  }

  static void untilRunning(String text, int many) {
    until(many + " running: " + text, () -> running(text) >= many);
  }
}
