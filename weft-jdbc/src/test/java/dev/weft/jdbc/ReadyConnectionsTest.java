package dev.weft.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.CancelledException;
import dev.weft.TaskGroup;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadyConnectionsTest {
  private final List<Thread> askers = new ArrayList<>();
  private boolean isReady = true;

  @Test
  void readyConnection_isTakenOnTheCallersThread() throws Exception {
    try (HikariDataSource pool = Postgres.pool(1)) {
      var db = new CancellableDataSource(ready(pool));
      try (Connection connection = db.getConnection()) {
        assertThat(askers).containsExactly(Thread.currentThread());
        assertThat(connection.isValid(1)).isTrue();
      }
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }
  }

  @Test
  void connectionThatIsNotReady_isWaitedForElsewhere() throws Exception {
    isReady = false;
    try (HikariDataSource pool = Postgres.pool(1)) {
      var db = new CancellableDataSource(ready(pool));
      try (Connection connection = db.getConnection()) {
        assertThat(askers).hasSize(2).startsWith(Thread.currentThread());
        assertThat(askers.getLast()).isNotSameAs(Thread.currentThread());
        assertThat(connection.isValid(1)).isTrue();
      }
    }
  }

  @Test
  void cancelledTask_isGivenNone() throws Exception {
    try (HikariDataSource pool = Postgres.pool(1)) {
      var db = new CancellableDataSource(ready(pool));
      assertThatThrownBy(() ->
              TaskGroup.run(group -> {
                group.cancel("left");
                return db.getConnection();
              }))
          .isInstanceOfAny(SQLException.class, CancelledException.class);
      assertThat(askers).isEmpty();
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }
  }

  /// The pool, which notes who asks it.
  private ReadyConnections ready(DataSource pool) {
    return (ReadyConnections)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ReadyConnections.class},
            (proxy, method, args) -> answer(proxy, method.getName(), args, pool));
  }

  private @Nullable Object answer(
      Object proxy, String method, @Nullable Object @Nullable [] args, DataSource pool)
      throws SQLException {
    return switch (method) {
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> args != null && isSame(proxy, args[0]);
      case "tryConnection" -> {
        askers.add(Thread.currentThread());
        yield isReady ? pool.getConnection() : null;
      }
      case "getConnection" -> {
        askers.add(Thread.currentThread());
        yield pool.getConnection();
      }
      default -> throw new SQLException(method + " is not asked for here");
    };
  }

  private static boolean isSame(Object one, @Nullable Object other) {
    return one == other;
  }
}
