package dev.weft.jdbc;

import static dev.weft.jdbc.Entries.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.Op;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.contract.OnEveryScheduler;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class OwnershipTest {
  private final HikariDataSource pool = Postgres.pool(1);
  private final CancellableDataSource db = new CancellableDataSource(pool);

  @AfterEach
  void closePool() {
    Postgres.untilAllAreBack(pool);
    pool.close();
  }

  @Test
  void secondUser_isRefusedByName_andTheFirstGoesOn() throws Exception {
    try (Connection connection = db.getConnection();
        Statement other = connection.createStatement()) {
      int slept =
          whileBusy(
              connection,
              () -> {
                assertThatThrownBy(() -> execute(connection, "select 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessage(
                        "createStatement not run, task \"second\" uses a connection that task"
                            + " \"first\" is using at this moment; give each task a connection of"
                            + " its own, or let one use it after the other");
                assertThatThrownBy(() -> other.execute("select 1"))
                    .hasMessageStartingWith("execute not run, task \"second\" uses");
                assertThatThrownBy(connection::commit)
                    .hasMessageStartingWith("commit not run, task \"second\" uses");
                return null;
              });
      assertThat(slept).isEqualTo(7);
      assertThat(other.execute("select 1")).isTrue();
    }
  }

  @Test
  void threadOutsideOfAllTasks_isNamedToo() throws Exception {
    try (Connection connection = db.getConnection()) {
      var refused = new AtomicReference<Throwable>();
      whileBusy(
          connection,
          () -> {
            var stranger =
                Thread.ofPlatform()
                    .name("stranger")
                    .start(
                        () -> refused.set(catchThrowable(() -> execute(connection, "select 1"))));
            stranger.join();
            return null;
          });
      assertThat(refused.get()).hasMessageContaining("thread \"stranger\" uses a connection");
    }
  }

  @Test
  void cancelFromOutside_isNoUse() throws Exception {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      TaskGroup.supervise(group -> {
        Task<Boolean> first = group.start(() -> statement.execute("select pg_sleep(74)"));
        Postgres.untilRunning("pg_sleep(74)");
        Postgres.until(
            "cancelled",
            () -> {
              statement.cancel();
              return first.isDone();
            });
        return null;
      });
      assertThat(statement.execute("select 1")).isTrue();
    }
  }

  @Test
  void useAfterEachOther_isFine() throws Exception {
    try (Connection connection = db.getConnection()) {
      TaskGroup.run(group -> {
        for (int i = 0; i < 10; i++) {
          assertThat(group.start(() -> execute(connection, "select 1")).await()).isTrue();
        }
        return null;
      });
    }
  }

  @Test
  void refusedClose_isMadeUpFor_whenTheCallEnds() throws Exception {
    Connection connection = db.getConnection();
    try (var gate = new ServerGate()) {
      TaskGroup.run(group -> {
        var first = group.start(() -> execute(connection, "select " + ServerGate.PASS));
        Postgres.untilRunning(ServerGate.PASS);
        assertThatThrownBy(connection::close).hasMessageStartingWith("close not run, thread \"");
        gate.open();
        assertThat(first.await()).isTrue();
        return null;
      });
    }
    Postgres.untilAllAreBack(pool);
    assertThat(connection.isClosed()).isTrue();
  }

  @Test
  void manyAtOnce_useItAlone_orAreRefused() throws Exception {
    var served = new AtomicInteger();
    try (Connection connection = db.getConnection()) {
      TaskGroup.run(group -> {
        for (int task = 0; task < 8; task++) {
          int id = task;
          group.start(() -> {
            for (int i = 0; i < 100; i++) {
              try (Statement statement = connection.createStatement();
                  ResultSet rows = statement.executeQuery("select " + id)) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(id);
                served.incrementAndGet();
              } catch (SQLException e) {
                assertThat((Throwable) e).hasMessageContaining("is using at this moment");
              }
              LockSupport.parkNanos(100_000);
            }
            return null;
          });
        }
        return null;
      });
      assertThat(execute(connection, "select 1")).isTrue();
    }
    assertThat(served).hasPositiveValue();
  }

  /// Runs `op` in task "second" while task "first" is busy.
  private static int whileBusy(Connection connection, Op<?, ?> op)
      throws SQLException, InterruptedException {
    try (var gate = new ServerGate()) {
      return TaskGroup.run(group -> {
        Task<Integer> first =
            group.start(
                "first",
                () -> {
                  try (Statement statement = connection.createStatement();
                      ResultSet rows = statement.executeQuery("select 7 from " + ServerGate.PASS)) {
                    rows.next();
                    return rows.getInt(1);
                  }
                });
        Postgres.untilRunning(ServerGate.PASS);
        group.start("second", op).await();
        gate.open();
        return first.await();
      });
    }
  }
}
