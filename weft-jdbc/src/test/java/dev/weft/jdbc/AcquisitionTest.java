package dev.weft.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.CancelledException;
import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Outcome;
import dev.weft.Shield;
import dev.weft.Task;
import dev.weft.TaskGroup;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AcquisitionTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  @Test
  void waiterIsCancelledAtOnce_andThePoolLosesNoConnection() throws Exception {
    try (HikariDataSource pool = Postgres.pool(1)) {
      var db = new CancellableDataSource(pool);
      var pids = Postgres.pids(pool);
      try (Connection taken = db.getConnection()) {
        assertThat(taken.isClosed()).isFalse();
        TaskGroup.supervise(group -> {
          var waiter = group.start("waiter", db::getConnection);
          Postgres.until(
              "waiting", () -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 1);
          waiter.cancel("client left");
          Postgres.until("waiter ended", waiter::isDone);
          assertThat(waiter.outcome()).isInstanceOf(Outcome.Cancelled.class);
          return null;
        });
      }
      // The wait that was left behind takes the connection and gives it back.
      Postgres.untilAllAreBack(pool);
      assertThat(Postgres.pids(pool)).isEqualTo(pids);
    }
  }

  @Test
  void deadlineWhileWaiting_isExceeded_withTheRefusalAsCause() throws Exception {
    try (HikariDataSource pool = Postgres.pool(1)) {
      var db = new CancellableDataSource(pool);
      try (Connection taken = db.getConnection()) {
        assertThat(taken.isClosed()).isFalse();
        assertThatThrownBy(() -> Deadline.within(Duration.ofMillis(50), db::getConnection))
            .isInstanceOf(DeadlineExceededException.class)
            .cause()
            .isInstanceOf(SQLException.class)
            .hasMessageStartingWith(
                "getConnection not run, the task is cancelled: deadline of 50 ms");
      }
    }
  }

  @Test
  void cancelledTask_isRefusedAConnection_exceptForCleanUp() throws Exception {
    try (HikariDataSource pool = Postgres.pool(1)) {
      var db = new CancellableDataSource(pool);
      TaskGroup.supervise(group -> {
        group.cancel("shutting down");
        assertThatThrownBy(db::getConnection)
            .isInstanceOf(SQLException.class)
            .hasCauseInstanceOf(CancelledException.class);
        Shield.run(
            SOON,
            () -> {
              try (Connection connection = db.getConnection()) {
                return Postgres.pid(connection);
              }
            });
        return null;
      });
    }
  }

  @Test
  void connectionThatCannotBeWrapped_goesBackToItsPool() throws Exception {
    try (HikariDataSource pool = Postgres.pool(1)) {
      var broken =
          (Connection)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {Connection.class},
                  new BrokenUnwrap(pool.getConnection()));
      assertThatThrownBy(() -> ConnectionProxy.of(broken, Lending.of(pool)))
          .isInstanceOf(SQLException.class)
          .hasMessage("no wrapper here");
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }
  }

  private record BrokenUnwrap(Connection target) implements InvocationHandler {
    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args)
        throws Throwable {
      if (method.getName().equals("isWrapperFor")) {
        throw new SQLException("no wrapper here");
      }
      return method.invoke(target, args);
    }
  }

  // A pool tests a connection that was idle for a while before it hands it out.
  @Test
  void cancelsWhileThePoolTestsItsIdleConnections_leaveThemAllAlive() throws Exception {
    try (HikariDataSource pool = Postgres.pool(3)) {
      var db = new CancellableDataSource(pool);
      var pids = Postgres.pids(pool);
      var random = new SplittableRandom(1);
      for (int round = 0; round < 2; round++) {
        LockSupport.parkNanos(Duration.ofMillis(600).toNanos());
        TaskGroup.supervise(group -> {
          List<Task<Integer>> tasks = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            tasks.add(
                group.start(() -> {
                  try (Connection connection = db.getConnection()) {
                    return Postgres.pid(connection);
                  }
                }));
          }
          for (var task : tasks) {
            LockSupport.parkNanos(random.nextInt(200_000));
            task.cancel("client left");
          }
          return null;
        });
      }
      Postgres.untilAllAreBack(pool);
      assertThat(Postgres.pids(pool)).isEqualTo(pids);
    }
  }

  @Test
  void failureOfTheSource_keepsItsType_andNamesTheCaller() {
    var broken =
        new CancellableDataSource(
            new org.postgresql.ds.PGSimpleDataSource() {
              @Override
              public Connection getConnection() throws SQLException {
                throw new java.sql.SQLTransientConnectionException("no server", "08001");
              }
            });
    assertThatThrownBy(broken::getConnection)
        .isInstanceOf(java.sql.SQLTransientConnectionException.class)
        .satisfies(e ->
            assertThat(e.getSuppressed()[0].getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(AcquisitionTest.class.getName())));
  }
}
