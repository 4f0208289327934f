package dev.weft.jdbc;

import static dev.weft.jdbc.Cancelling.cancelled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.CancelledException;
import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Outcome;
import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class CancellableDataSourceTest {
  private final HikariDataSource pool = Postgres.pool(1);
  private final DataSource db = new CancellableDataSource(pool);

  @AfterEach
  void closePool() {
    pool.close();
  }

  @Test
  @Case(38)
  void cancelledTask_endsItsStatementOnTheServer_andTheConnectionLivesOn() throws Exception {
    var pids = Postgres.pids(pool);
    var failure = new AtomicReference<SQLException>();

    Outcome<?> outcome =
        cancelled(
            "pg_sleep(61)",
            () -> {
              try (Connection connection = db.getConnection();
                  Statement statement = connection.createStatement()) {
                statement.execute("select pg_sleep(61)");
              } catch (SQLException e) {
                failure.set(e);
                throw e;
              }
              return null;
            });

    assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
    assertThat((Throwable) failure.get())
        .hasMessageStartingWith("execute cancelled on the server: client left (by ");
    assertThat(failure.get().getSQLState()).isEqualTo("57014");
    assertThat(failure.get().getCause())
        .isInstanceOfSatisfying(
            CancelledException.class,
            e -> assertThat(e.cancellation().reason()).isEqualTo("client left"));
    assertThat((Throwable) failure.get())
        .hasRootCauseMessage("ERROR: canceling statement due to user request");
    assertThat(Postgres.running("pg_sleep(61)")).isZero();
    assertThat(Postgres.pids(pool)).isEqualTo(pids);
  }

  @Test
  void preparedStatementAndBatch_areCancelledToo() throws Exception {
    var pids = Postgres.pids(pool);
    Outcome<?> query =
        cancelled(
            "pg_sleep($1)",
            () -> {
              try (Connection connection = db.getConnection();
                  PreparedStatement statement = connection.prepareStatement("select pg_sleep(?)")) {
                statement.setInt(1, 61);
                return statement.executeQuery();
              }
            });
    Outcome<?> batch =
        cancelled(
            "generate_series(1, $1)",
            () -> {
              try (Connection connection = db.getConnection();
                  PreparedStatement statement =
                      connection.prepareStatement(
                          "select i from generate_series(1, ?) i, pg_sleep(case when ? = 3 then 61 else 0 end)")) {
                for (int i = 1; i <= 5; i++) {
                  statement.setInt(1, i);
                  statement.setInt(2, i);
                  statement.addBatch();
                }
                return statement.executeBatch();
              }
            });

    assertThat(query).isInstanceOf(Outcome.Cancelled.class);
    assertThat(batch).isInstanceOf(Outcome.Cancelled.class);
    assertThat(Postgres.pids(pool)).isEqualTo(pids);
  }

  @Test
  void deadlineInsideAQuery_isExceeded_withTheSqlErrorAsCause() throws Exception {
    var pids = Postgres.pids(pool);

    var exceeded =
        catchThrowableOfType(
            DeadlineExceededException.class,
            () ->
                Deadline.within(
                    Duration.ofMillis(150),
                    () -> {
                      try (Connection connection = db.getConnection();
                          Statement statement = connection.createStatement()) {
                        return statement.execute("select pg_sleep(62)");
                      }
                    }));

    assertThat(exceeded.getCause())
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
    assertThat(Thread.interrupted()).isFalse();
    assertThat(Postgres.running("pg_sleep(62)")).isZero();
    assertThat(Postgres.pids(pool)).isEqualTo(pids);
  }

  @Test
  void rowsThatAreStillFetched_areCancelled() throws Exception {
    var pids = Postgres.pids(pool);
    var seen = new AtomicReference<>(0);

    Outcome<?> outcome =
        cancelled(
            "generate_series(1, 9)",
            () -> {
              try (Connection connection = db.getConnection()) {
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement()) {
                  statement.setFetchSize(2);
                  ResultSet rows =
                      statement.executeQuery(
                          "select i, pg_sleep(case when i > 4 then 61 else 0 end)"
                              + " from generate_series(1, 9) i");
                  while (rows.next()) {
                    seen.set(rows.getInt(1));
                  }
                }
              }
              return null;
            },
            () -> Postgres.until("4 rows", () -> seen.get() == 4));

    assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
    assertThat(seen.get()).isEqualTo(4);
    assertThat(Postgres.running("generate_series(1, 9)")).isZero();
    assertThat(Postgres.pids(pool)).isEqualTo(pids);
  }

  @Test
  void strangersInterrupt_refusesTheCall_staysPending_andSparesTheConnection() throws Exception {
    var pids = Postgres.pids(pool);
    var stayed = new AtomicReference<>(false);
    var refused = new AtomicReference<SQLException>();
    Thread.ofVirtual()
        .start(() -> {
          try (Connection connection = db.getConnection();
              Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select 1");
            Thread.currentThread().interrupt();
            refused.set(
                catchThrowableOfType(SQLException.class, () -> statement.execute("select 2")));
            connection.rollback();
          } catch (SQLException e) {
            refused.set(e);
          }
          stayed.set(Thread.interrupted());
        })
        .join();

    assertThat((Throwable) refused.get())
        .hasMessage("execute not run, the thread is interrupted")
        .hasCauseExactlyInstanceOf(InterruptedException.class);
    assertThat(stayed.get()).isTrue();
    assertThat(Postgres.pids(pool)).isEqualTo(pids);
  }
}
