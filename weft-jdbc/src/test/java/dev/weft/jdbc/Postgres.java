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
  private static final EmbeddedPostgres SERVER = start();

  private Postgres() {}

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder().start();
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

  /// Has every commit of an insert into `table` take so many seconds.
  static void slowCommit(String table, String seconds) throws SQLException {
    execute(
        """
        create or replace function slow() returns trigger language plpgsql as
          $$ begin perform pg_sleep(%s); return null; end $$;
        create constraint trigger slow_commit after insert on %s
          deferrable initially deferred for each row execute function slow()
        """
            .formatted(seconds, table));
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

  /// Waits until `condition` holds; fails after `bound`.
  static void until(Duration bound, String what, Callable<Boolean> condition) {
    long end = System.nanoTime() + bound.toNanos();
    try {
      while (!condition.call()) {
        if (System.nanoTime() > end) {
          throw new AssertionError("not within " + bound.toMillis() + " ms: " + what);
        }
        LockSupport.parkNanos(2_000_000);
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
        Duration.ofSeconds(5),
        "all connections are back",
        () -> facts.getThreadsAwaitingConnection() == 0 && facts.getActiveConnections() == 0);
  }

  static void untilRunning(String text) {
    untilRunning(text, 1);
  }

  static void untilRunning(String text, int many) {
    until(Duration.ofSeconds(10), many + " running: " + text, () -> running(text) >= many);
  }
}
