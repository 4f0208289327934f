package dev.weft.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.util.PGobject;
import org.postgresql.util.PSQLException;

class JdbcProxyTest {
  private final HikariDataSource pool = Postgres.pool(1);
  private final CancellableDataSource db = new CancellableDataSource(pool);
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = db.getConnection();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    pool.close();
  }

  @Test
  void waysBack_leadToTheSameGuardedObjects() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("select 1");
        ResultSet rows = statement.executeQuery()) {
      assertThat(statement.getConnection()).isSameAs(connection);
      assertThat(rows.getStatement()).isSameAs(statement);
      assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
      try (ResultSet tables = connection.getMetaData().getTables(null, null, "none", null)) {
        assertThat(tables.getStatement().getConnection()).isSameAs(connection);
      }
    }
  }

  @Test
  void unwrap_prefersTheGuardedObject_andReachesTheDriver() throws SQLException {
    assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
    assertThat(connection.isWrapperFor(PGConnection.class)).isTrue();
    assertThat(connection.unwrap(PGConnection.class).getBackendPID())
        .isEqualTo(Postgres.pid(connection));
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.unwrap(PGStatement.class)).isNotNull();
      assertThat(statement.isWrapperFor(Runnable.class)).isFalse();
      assertThatThrownBy(() -> statement.unwrap(Runnable.class)).isInstanceOf(SQLException.class);
    }
    assertThat(db.unwrap(HikariDataSource.class)).isSameAs(pool);
    assertThat(db.isWrapperFor(CancellableDataSource.class)).isTrue();
  }

  @Test
  void failuresOfTheDriver_comeAsTheyAre() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("select nothing"))
          .isInstanceOf(PSQLException.class)
          .hasMessageContaining("nothing");
    }
    connection.close();
    assertThatThrownBy(() -> connection.createStatement()).isInstanceOf(SQLException.class);
    assertThat(connection.isClosed()).isTrue();
  }

  @Test
  void timeoutOfTheServer_isNotTakenForACancellation() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set statement_timeout = 20");
      // It stays so: what resets it could take longer than that too.
      assertThatThrownBy(() -> statement.execute("select pg_sleep(5)"))
          .isInstanceOf(PSQLException.class)
          .hasMessageContaining("statement timeout");
    }
  }

  @Test
  void arraysAndObjects_passBothWays() throws SQLException {
    Array given = connection.createArrayOf("int", new Object[] {1, 2, 3});
    var id = UUID.randomUUID();
    try (PreparedStatement statement =
        connection.prepareStatement("select ?::int[], ?::uuid, '{}'::json")) {
      statement.setArray(1, given);
      statement.setObject(2, id);
      ResultSet rows = statement.executeQuery();
      rows.next();
      assertThat((Integer[]) rows.getArray(1).getArray()).containsExactly(1, 2, 3);
      assertThat((Integer[]) ((Array) rows.getObject(1)).getArray()).containsExactly(1, 2, 3);
      assertThat(rows.getObject(2, UUID.class)).isEqualTo(id);
      assertThat(rows.getObject(3, PGobject.class).getValue()).isEqualTo("{}");
      assertThat(rows.getMetaData().getColumnCount()).isEqualTo(3);
    }
  }

  @Test
  void equalsAndHashCode_areThoseOfAnObject() {
    assertThat(connection.equals(connection)).isTrue();
    assertThat(connection.equals(pool)).isFalse();
    assertThat(connection).hasSameHashCodeAs(connection);
    assertThat(connection.toString()).contains("PgConnection");
  }
}
