package dev.weft.jdbc;

import static dev.weft.jdbc.Cancelling.cancelled;
import static dev.weft.jdbc.Entries.entries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Outcome;
import dev.weft.TaskGroup;
import dev.weft.contract.OnEveryScheduler;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What holds for plain JDBC holds under each library.
@OnEveryScheduler
class SqlLibraryTest {
  private static final String INSERT = "insert into entry values (1) returning id";

  private final HikariDataSource pool = Postgres.pool(1);
  private final CancellableDataSource db = new CancellableDataSource(pool);
  private final Transactions transactions = Transactions.over(db);
  private Set<Integer> pids = Set.of();

  @BeforeEach
  void createTable() throws SQLException {
    Entries.createTable();
    pids = Postgres.pids(pool);
  }

  @AfterEach
  void theConnectionIsBack_andTheSame() throws SQLException {
    Postgres.untilAllAreBack(pool);
    assertThat(Postgres.pids(pool)).isEqualTo(pids);
    pool.close();
  }

  @ParameterizedTest
  @EnumSource
  void cancelledQuery_endsOnTheServer(SqlLibrary library) throws Exception {
    var sql = library.on(db);
    Outcome<?> outcome = cancelled("pg_sleep(81)", () -> sql.query("select 1 from pg_sleep(81)"));

    assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
    assertThat(Postgres.running("pg_sleep(81)")).isZero();
    assertThat(sql.query("select 1")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void deadline_endsTheQuery(SqlLibrary library) {
    var sql = library.on(db);
    assertThatThrownBy(() ->
            Deadline.within(Duration.ofMillis(200), () -> sql.query("select 1 from pg_sleep(82)")))
        .isInstanceOf(DeadlineExceededException.class);
  }

  @ParameterizedTest
  @EnumSource
  void transaction_commits_orRollsBack(SqlLibrary library) throws Exception {
    transactions.run(Isolation.SERIALIZABLE, connection -> library.on(connection).query(INSERT));
    assertThatThrownBy(() ->
            transactions.run(connection -> {
              library.on(connection).query(INSERT);
              return library.on(connection).query("select fail('23505')");
            }))
        .isInstanceOf(RuntimeException.class);
    assertThat(entries()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void cancelledTransaction_isRolledBack(SqlLibrary library) throws Exception {
    Outcome<?> outcome =
        cancelled(
            "pg_sleep(83)",
            () ->
                transactions.run(connection -> {
                  library.on(connection).query(INSERT);
                  return library.on(connection).query("select 1 from pg_sleep(83)");
                }));
    assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
    assertThat(entries()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void conflicts_areRunAgain_andTheInnerBlockIsASavepoint(SqlLibrary library) throws Exception {
    var runs = new AtomicInteger();
    transactions.run(outer -> {
      library.on(outer).query(INSERT);
      assertThatThrownBy(
              () -> transactions.run(inner -> library.on(inner).query("select fail('23505')")))
          .isInstanceOf(RuntimeException.class);
      String state = runs.incrementAndGet() == 1 ? "40001" : "40P01";
      return library
          .on(outer)
          .query(runs.get() < 3 ? "select fail('" + state + "')" : "select count(*) from entry");
    });
    assertThat(runs).hasValue(3);
    assertThat(entries()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void secondUser_isRefused_andTheFirstGoesOn(SqlLibrary library) throws Exception {
    try (var gate = new ServerGate()) {
      transactions.run((connection, group) -> {
        var first =
            group.start(
                "first", () -> library.on(connection).query("select 7 from " + ServerGate.PASS));
        Postgres.untilRunning(ServerGate.PASS);
        assertThatThrownBy(() -> library.on(connection).query("select 1"))
            .isInstanceOf(RuntimeException.class)
            .hasStackTraceContaining("uses a connection that task \"first\" is using");
        gate.open();
        assertThat(first.await()).isEqualTo(7);
        return null;
      });
    }
  }

  @ParameterizedTest
  @EnumSource
  void secondConnection_thatTheFirstStandsInTheWayOf_isRefused(SqlLibrary library)
      throws Exception {
    try (Connection held = db.getConnection()) {
      assertThatThrownBy(() -> TaskGroup.run(_ -> List.of(held, library.on(db).query("select 1"))))
          .isInstanceOf(RuntimeException.class)
          .hasStackTraceContaining("getConnection given up");
    }
  }
}
