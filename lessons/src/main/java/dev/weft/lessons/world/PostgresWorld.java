package dev.weft.lessons.world;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weft.jdbc.CancellableDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// A schema in the PostgreSQL of this JVM, a pool for it, and a role that may have as many
/// connections as the pool.
final class PostgresWorld extends World {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String name;
  private final DataSource admin;
  private final HikariDataSource pool;
  private final DataSource database;
  private final DataSource unpooled;

  private PostgresWorld(String name, DataSource admin, HikariDataSource pool, DataSource unpooled) {
    this.name = name;
    this.admin = admin;
    this.pool = pool;
    this.database = new CancellableDataSource(pool);
    this.unpooled = unpooled;
  }

  static PostgresWorld open(int connections, Duration patience, Tables tables)
      throws SQLException, InterruptedException {
    String url = SharedDatabase.url();
    String name = "lesson_" + NUMBERS.incrementAndGet();
    DataSource admin = source(url, "postgres", "public");
    try (Connection connection = admin.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create schema %1$s;
          create role %1$s login connection limit %2$d;
          alter schema %1$s owner to %1$s;
          set role %1$s;
          set search_path to %1$s;
          """
              .formatted(name, connections));
      statement.execute(tables.script());
    }
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source(url, "postgres", name));
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(patience.toMillis());
    return new PostgresWorld(name, admin, new HikariDataSource(config), source(url, name, name));
  }

  private static DataSource source(String url, String role, String schema) {
    var source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(role);
    source.setCurrentSchema(schema);
    source.setApplicationName(schema);
    return source;
  }

  @Override
  public DataSource pool() {
    return pool;
  }

  @Override
  public DataSource database() {
    return database;
  }

  @Override
  public DataSource unpooled() {
    return unpooled;
  }

  @Override
  public int lent() {
    return pool.getHikariPoolMXBean().getActiveConnections();
  }

  @Override
  public long running() throws SQLException {
    try (Connection connection = admin.getConnection()) {
      return Sql.one(
          connection,
          "select count(*) from pg_stat_activity where application_name = ? and state = 'active'",
          row -> row.getLong(1),
          name);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
