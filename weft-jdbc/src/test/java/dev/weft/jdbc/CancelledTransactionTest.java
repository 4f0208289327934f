package dev.weft.jdbc;

import static dev.weft.jdbc.Cancelling.cancelled;
import static dev.weft.jdbc.Cancelling.cancelledInItsCommit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.CancelledException;
import dev.weft.Outcome;
import dev.weft.TaskGroup;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CancelledTransactionTest {
  private final HikariDataSource pool = Postgres.pool(1);
  private final DataSource db = new CancellableDataSource(pool);

  @BeforeEach
  void createTable() throws SQLException {
    Postgres.execute("drop table if exists item; create table item (id int)");
  }

  @AfterEach
  void closePool() {
    pool.close();
  }

  @Test
  void cancelledTask_runsNoStatement_butCleansUp() throws Exception {
    var pids = Postgres.pids(pool);
    var refused = new AtomicReference<SQLException>();

    TaskGroup.supervise(group -> {
      group.start(
          "insert",
          () -> {
            try (Connection connection = db.getConnection();
                Statement statement = connection.createStatement()) {
              connection.setAutoCommit(false);
              statement.execute("insert into item values (1)");
              group.cancel("shutting down");
              refused.set(
                  catchThrowableOfType(
                      SQLException.class, () -> statement.execute("insert into item values (2)")));
              assertThatThrownBy(connection::commit)
                  .isInstanceOf(SQLException.class)
                  .hasMessageStartingWith("commit not run, the task is cancelled: shutting");
              connection.rollback();
              connection.setAutoCommit(true);
              assertThat(connection.isValid(1)).isTrue();
            }
            return null;
          });
      return null;
    });

    assertThat((Throwable) refused.get())
        .hasMessageStartingWith("execute not run, the task is cancelled: shutting down (by ")
        .hasCauseInstanceOf(CancelledException.class);
    assertThat(refused.get().getSQLState()).isEqualTo("57014");
    assertThat(Postgres.count("select count(*) from item")).isZero();
    assertThat(Postgres.pids(pool)).isEqualTo(pids);
  }

  @Test
  void cancelledTask_doesNotCommitByTurningAutoCommitOn() throws Exception {
    var refused = new AtomicReference<SQLException>();
    TaskGroup.supervise(group -> {
      group.start(
          "insert",
          () -> {
            try (Connection connection = db.getConnection();
                Statement statement = connection.createStatement()) {
              connection.setAutoCommit(false);
              statement.execute("insert into item values (1)");
              group.cancel("client left");
              refused.set(
                  catchThrowableOfType(SQLException.class, () -> connection.setAutoCommit(true)));
              assertThat(connection.getAutoCommit()).isTrue();
            }
            return null;
          });
      return null;
    });

    assertThat((Throwable) refused.get()).hasMessageContaining("setAutoCommit not run");
    assertThat(Postgres.count("select count(*) from item")).isZero();
  }

  @Test
  void commitThatHasBegun_isNotBrokenOff() throws Exception {
    Postgres.slowCommit("item", ServerGate.PASS);
    var committed = new AtomicReference<>(false);

    cancelledInItsCommit(() -> {
      try (Connection connection = db.getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("insert into item values (1)");
        connection.commit();
        committed.set(true);
      }
      return null;
    });

    assertThat(committed.get()).isTrue();
    assertThat(Postgres.count("select count(*) from item")).isEqualTo(1);
  }

  @Test
  void statementCancelledInATransaction_abortsIt_untilRollback() throws Exception {
    var pids = Postgres.pids(pool);
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("insert into item values (1)");

      assertThat(cancelled("pg_sleep(63)", () -> statement.execute("select pg_sleep(63)")))
          .isInstanceOf(Outcome.Cancelled.class);
      assertThatThrownBy(() -> statement.execute("insert into item values (2)"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("transaction is aborted");

      connection.rollback();
      statement.execute("insert into item values (3)");
      connection.commit();
    }
    assertThat(Postgres.count("select sum(id) from item")).isEqualTo(3);
    assertThat(Postgres.pids(pool)).isEqualTo(pids);
  }

  @Test
  void jdbi_sessionIsCancelled_andItsConnectionComesBack() throws Exception {
    var pids = Postgres.pids(pool);
    var jdbi = Jdbi.create(db);

    Outcome<?> outcome =
        cancelled(
            "pg_sleep(64)",
            () ->
                jdbi.inTransaction(handle -> {
                  handle.execute("insert into item values (?)", 1);
                  return handle
                      .createQuery("select 1 from pg_sleep(64)")
                      .mapTo(Integer.class)
                      .list();
                }));

    assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
    assertThat(
            jdbi.<Integer, RuntimeException>withHandle(handle ->
                handle.createQuery("select count(*) from item").mapTo(Integer.class).one()))
        .isZero();
    assertThat(Postgres.pids(pool)).isEqualTo(pids);
    assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
  }
}
