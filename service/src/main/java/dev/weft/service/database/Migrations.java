package dev.weft.service.database;

import dev.weft.Tasks;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/// Brings the schema up to date with Flyway, which is woken only when there is something to do: it
/// takes longer to start than all the rest of a warm start, and one query tells that it is not
/// needed.
final class Migrations {

  /// The version of the newest file in `db/migration`.
  static final int NEWEST = 3;

  private static final int OLDEST_SERVER = 15;

  private Migrations() {}

  /// Checks the server and migrates its database.
  ///
  /// @throws InterruptedException if that is cancelled
  static void run(StartConnections connections, JdbcUrl url)
      throws DatabaseException, InterruptedException {
    try {
      connections.run(() -> {
        bringUpToDate(connections, url);
        return null;
      });
    } catch (DatabaseException e) {
      Tasks.checkCancelled();
      throw e;
    }
  }

  private static void bringUpToDate(DataSource connector, JdbcUrl url) throws DatabaseException {
    int version = checkedSchemaVersion(connector, url);
    if (version > NEWEST) {
      throw new DatabaseException(
          "the schema of %s has version %d and this weft knows only up to %d; start the newer weft that made it"
              .formatted(url, version, NEWEST));
    }
    if (version < NEWEST) {
      migrate(connector, url);
    }
  }

  private static int checkedSchemaVersion(DataSource connector, JdbcUrl url)
      throws DatabaseException {
    try (Connection connection = connector.getConnection();
        Statement statement = connection.createStatement()) {
      boolean history;
      try (ResultSet row =
          statement.executeQuery(
              """
              select version(), current_setting('server_version_num'),
                     to_regclass('flyway_schema_history') is not null
              """)) {
        row.next();
        requireSupported(row.getString(1), row.getString(2), url.toString());
        history = row.getBoolean(3);
      }
      return history ? schemaVersion(statement) : 0;
    } catch (SQLException e) {
      throw new DatabaseException(
          "the database %s cannot be reached: %s".formatted(url, reason(e)), e);
    }
  }

  private static String reason(SQLException failure) {
    String said = oneLine(failure.getMessage());
    return failure.getCause() instanceof UnknownHostException unknown
        ? "there is no host " + unknown.getMessage()
        : said;
  }

  private static int schemaVersion(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            """
            select coalesce(max(version::numeric), 0)::int from flyway_schema_history
            where success and version ~ '^[0-9.]+$'
            """)) {
      row.next();
      return row.getInt(1);
    }
  }

  static void requireSupported(String product, String versionNumber, String url)
      throws DatabaseException {
    if (!product.startsWith("PostgreSQL ")) {
      throw new DatabaseException(
          "%s is not PostgreSQL but says %s; give the URL of a PostgreSQL, 15 or newer"
              .formatted(url, product));
    }
    int major = Integer.parseInt(versionNumber) / 10_000;
    if (major < OLDEST_SERVER) {
      throw new DatabaseException(
          "%s is PostgreSQL %d; weft needs %d or newer".formatted(url, major, OLDEST_SERVER));
    }
  }

  private static void migrate(DataSource connector, JdbcUrl url) throws DatabaseException {
    try {
      Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(connector)
          .locations("classpath:db/migration")
          // Tables of somebody else beside ours are no obstacle; version 0 is before our first.
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new DatabaseException(
          "the schema of %s cannot be brought to version %d: %s; give an empty database, or mend that"
              .formatted(url, NEWEST, oneLine(rootMessage(e))),
          e);
    }
  }

  /// What the server said, which Flyway frames with many lines.
  private static @Nullable String rootMessage(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure.getMessage() : rootMessage(cause);
  }

  private static String oneLine(@Nullable String message) {
    return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
