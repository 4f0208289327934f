package dev.weft.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  @Test
  void everyInterfaceOfJdbc_hasAClassOfProxies() throws Exception {
    for (Class<?> type : JdbcProxy.TYPES) {
      List<String> calls = new ArrayList<>();
      Object target =
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {type},
              (_, method, _) -> {
                calls.add(method.getName());
                return MethodHandles.zero(method.getReturnType()).invoke();
              });
      JdbcProxy handler = ((ProxyClass.Front) connection).proxy();

      Object proxy = ProxyClass.newInstance(type, target, handler);

      assertThat(proxy).isInstanceOf(type).isEqualTo(proxy).isNotEqualTo(target);
      List<Method> direct =
          Arrays.stream(type.getMethods()).filter(JdbcProxy::needsNothing).toList();
      for (Method method : direct) {
        method.invoke(proxy, arguments(method));
      }
      assertThat(calls)
          .as("what needs nothing goes straight to the target")
          .containsExactlyElementsOf(direct.stream().map(Method::getName).toList());
    }
  }

  private static Object[] arguments(Method method) throws Exception {
    List<Object> arguments = new ArrayList<>();
    for (Class<?> parameter : method.getParameterTypes()) {
      arguments.add(
          java.lang.reflect.Array.get(java.lang.reflect.Array.newInstance(parameter, 1), 0));
    }
    return arguments.toArray();
  }

  @Test
  void wideValues_keepTheirPlaces() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select ?::float8, ?, ?::text")) {
      statement.setDouble(1, 1.5);
      statement.setLong(2, Long.MAX_VALUE);
      statement.setString(3, "text");
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getDouble(1)).isEqualTo(1.5);
        assertThat(rows.getLong(2)).isEqualTo(Long.MAX_VALUE);
        assertThat(rows.getString(3)).isEqualTo("text");
        assertThat(rows.next()).isFalse();
      }
    }
  }
}
