package dev.weft.service.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.weft.Shield;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The service's database: reachable, of a supported version, its schema up to date, pooled.
///
/// While the database is away every request for a connection fails at once; when it is back they
/// succeed again by themselves.
public final class Database implements AutoCloseable {

  /// How long a request may queue for a connection.
  public static final Duration QUEUE_BOUND = Duration.ofSeconds(10);

  /// What one dashboard takes, kept open for the first one after a quiet time.
  private static final int IDLE_CONNECTIONS = 4;

  /// How long a server that turned out to be useless may take to stop.
  private static final Duration STOP_BOUND = Duration.ofSeconds(10);

  private final @Nullable EmbeddedServer server;
  private final JdbcUrl url;
  private final DataSource connector;
  private final Availability availability;
  private final HikariDataSource pool;
  private final DataSource dataSource;

  private Database(
      @Nullable EmbeddedServer server, JdbcUrl url, DataSource connector, DatabaseOptions options) {
    this.server = server;
    this.url = url;
    this.connector = connector;
    this.availability = new Availability(connector);
    PhysicalConnections physical =
        new PhysicalConnections(connector, availability, options.silenceBound());
    this.pool = pool(physical, options.poolSize());
    FailFastDataSource failFast = new FailFastDataSource(pool, physical, availability);
    this.dataSource = options.wrapper().apply(failFast);
    availability.start(failFast);
  }

  /// Opens the embedded server on a directory; it ends with this database.
  ///
  /// @throws DatabaseException if it cannot be opened, with the reason and the remedy
  /// @throws InterruptedException if that is cancelled; nothing is left running
  public static Database openEmbedded(Path directory, DatabaseOptions options)
      throws DatabaseException, InterruptedException {
    EmbeddedServer server = EmbeddedServer.open(directory);
    boolean opened = false;
    try {
      Database database = open(server, JdbcUrl.parse(server.jdbcUrl()), options);
      opened = true;
      return database;
    } finally {
      if (!opened) {
        Shield.run(
            STOP_BOUND,
            () -> {
              server.close();
              return null;
            });
      }
    }
  }

  /// Opens a database that is already there.
  ///
  /// @param jdbcUrl such as `jdbc:postgresql://host:5432/database?user=name&password=…`
  /// @throws IllegalArgumentException if the URL is none of PostgreSQL; no message of this or the
  ///   next has the password in it
  /// @throws DatabaseException if nobody answers there, or the server or its schema cannot be used
  /// @throws InterruptedException if that is cancelled
  public static Database openUrl(String jdbcUrl, DatabaseOptions options)
      throws DatabaseException, InterruptedException {
    return open(null, JdbcUrl.parse(jdbcUrl), options);
  }

  private static Database open(
      @Nullable EmbeddedServer server, JdbcUrl url, DatabaseOptions options)
      throws DatabaseException, InterruptedException {
    DataSource connector = server == null ? url.connector() : new SameServer(url.connector());
    Migrations.run(new StartConnections(connector), url);
    return new Database(server, url, connector, options);
  }

  private static HikariDataSource pool(DataSource physical, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("database");
    config.setDataSource(physical);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(Math.min(size, IDLE_CONNECTIONS));
    config.setConnectionTimeout(QUEUE_BOUND.toMillis());
    config.setValidationTimeout(2_000);
    // The migrations have just connected; the pool fills itself meanwhile.
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  /// The pool: connections fail fast while the database is away.
  public DataSource dataSource() {
    return dataSource;
  }

  /// Whether the database can be reached; load alone does not make it unavailable.
  public boolean available() {
    return availability.available();
  }

  /// The URL without password, fit to be printed.
  public String jdbcUrl() {
    return url.toString();
  }

  /// How the pool is used at this moment.
  public Usage usage() {
    HikariPoolMXBean facts = pool.getHikariPoolMXBean();
    return new Usage(
        facts.getActiveConnections(),
        facts.getIdleConnections(),
        facts.getThreadsAwaitingConnection(),
        pool.getMaximumPoolSize());
  }

  /// Connections outside of the pool, for work that is no request.
  StartConnections startConnections() {
    return new StartConnections(connector);
  }

  /// Closes the pool, then stops the server if it is the embedded one.
  @Override
  public void close() throws DatabaseException {
    try {
      availability.close();
      pool.close();
    } finally {
      if (server != null) {
        server.close();
      }
    }
  }

  /// How a pool is used.
  ///
  /// @param active connections that are in use
  /// @param idle connections that are open and free
  /// @param waiting requests that queue for one
  /// @param size the most connections there may be
  public record Usage(int active, int idle, int waiting, int size) {}
}
