package dev.weft.jdbc;

import static dev.weft.jdbc.Entries.entries;
import static dev.weft.jdbc.Entries.execute;
import static dev.weft.jdbc.Entries.fail;
import static dev.weft.jdbc.Entries.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.CancelledException;
import dev.weft.Deadline;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionRetryTest {
  private final HikariDataSource pool = Postgres.pool(2);
  private final Transactions transactions = Transactions.over(pool);
  private final AtomicInteger runs = new AtomicInteger();

  @BeforeEach
  void createTable() throws SQLException {
    Entries.createTable();
    Postgres.execute("insert into entry values (1), (2)");
  }

  @AfterEach
  void everyConnectionIsBack() {
    Postgres.untilAllAreBack(pool);
    pool.close();
  }

  @Test
  void serializationFailure_isRunAgain_onAnotherSnapshot() throws Exception {
    transactions.run(
        Isolation.REPEATABLE_READ,
        connection -> {
          Entries.count(connection);
          if (runs.incrementAndGet() == 1) {
            Postgres.execute("update entry set id = id + 10");
          }
          return execute(connection, "update entry set id = id + 100");
        });
    assertThat(runs).hasValue(2);
    assertThat(Postgres.count("select sum(id) from entry")).isEqualTo(223);
  }

  // Each reads what the other one writes, and both commit.
  @Test
  void serializationFailureOfTheCommit_isRunAgain() throws Exception {
    var bothHaveRead = new CyclicBarrier(2);
    Tasks.gather(
        List.of(1, 2),
        id ->
            transactions.run(
                Isolation.SERIALIZABLE,
                connection -> {
                  int seen = Entries.count(connection);
                  if (runs.incrementAndGet() <= 2) {
                    bothHaveRead.await();
                  }
                  return insert(connection, seen);
                }));
    assertThat(runs.get()).isGreaterThan(2);
    assertThat(Postgres.count("select sum(id) from entry")).isEqualTo(1 + 2 + 2 + 3);
  }

  @Test
  void deadlockOfTheServer_isRunAgain() throws Exception {
    var bothHaveLocked = new CyclicBarrier(2);
    Tasks.gather(
        List.of(1, 2),
        id ->
            transactions.run(connection -> {
              execute(connection, "set local deadlock_timeout = '20ms'");
              lock(connection, id);
              if (runs.incrementAndGet() <= 2) {
                bothHaveLocked.await();
              }
              return lock(connection, 3 - id);
            }));
    assertThat(runs.get()).isGreaterThan(2);
  }

  @Test
  void conflictInsideAnExceptionOfALibrary_isSeen() throws Exception {
    transactions.run(connection -> {
      try {
        return runs.incrementAndGet() < 2 && fail(connection, "40P01");
      } catch (SQLException e) {
        throw new IllegalStateException("library", new RuntimeException(e));
      }
    });
    assertThat(runs).hasValue(2);
  }

  @Test
  void otherFailures_areNotRunAgain() {
    assertThatThrownBy(() ->
            transactions.run(connection -> {
              runs.incrementAndGet();
              return fail(connection, "23505");
            }))
        .isInstanceOf(SQLException.class);
    assertThat(runs).hasValue(1);
  }

  @Test
  void lastAttempt_throws_withTheEarlierFailuresSuppressed() {
    var last =
        catchThrowableOfType(
            SQLException.class,
            () ->
                transactions
                    .withAttempts(3)
                    .run(connection -> {
                      runs.incrementAndGet();
                      insert(connection, 3);
                      return fail(connection, "40001");
                    }));
    assertThat(runs).hasValue(3);
    assertThat(last.getSuppressed()).hasSize(2).allMatch(SQLException.class::isInstance);
    assertThatThrownBy(() -> transactions.withAttempts(0))
        .hasMessage("0 attempts never run a block; allow at least 1");
  }

  @Test
  void deadline_boundsTheAttempts() {
    long start = System.nanoTime();
    assertThatThrownBy(() ->
            Deadline.within(
                Duration.ofHours(1),
                deadline ->
                    transactions
                        .withAttempts(Integer.MAX_VALUE)
                        .run(connection -> {
                          if (runs.incrementAndGet() == 3) {
                            deadline.reschedule(Duration.ofMillis(200));
                          }
                          return fail(connection, "40001");
                        })))
        .isInstanceOf(Exception.class);
    assertThat(runs.get()).isGreaterThan(2);
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(30).toNanos());
  }

  @Test
  void cancelBetweenTwoAttempts_endsThem_withTheFailureSuppressed() {
    var cancelled =
        catchThrowableOfType(
            CancelledException.class,
            () ->
                TaskGroup.run(group ->
                    transactions.run(connection -> {
                      runs.incrementAndGet();
                      try {
                        return fail(connection, "40001");
                      } finally {
                        group.cancel("client left");
                      }
                    })));
    assertThat(runs).hasValue(1);
    assertThat((Throwable) cancelled).hasMessageContaining("client left");
    assertThat(cancelled.getSuppressed()).hasSize(1).allMatch(SQLException.class::isInstance);
  }

  @Test
  void commitWhoseConnectionIsLost_isUnknown_andNotRunAgain() throws Exception {
    Postgres.slowCommit("entry", "pg_sleep(60)");
    var unknown =
        catchThrowableOfType(
            CommitUnknownException.class,
            () ->
                TaskGroup.run(group -> {
                  group.start(
                      "killer",
                      () -> {
                        Postgres.untilRunning("COMMIT");
                        Postgres.execute(
                            "select pg_terminate_backend(pid) from pg_stat_activity"
                                + " where query = 'COMMIT' and state = 'active'");
                        return null;
                      });
                  return transactions.run(connection -> {
                    runs.incrementAndGet();
                    return insert(connection, 3);
                  });
                }));
    assertThat(runs).hasValue(1);
    assertThat(unknown.getSQLState()).isEqualTo("08007");
    assertThat((Throwable) unknown)
        .hasMessage(
            "the outcome of a commit is unknown, it failed with SQL state 57P01; look for what the"
                + " transaction has written before you run it again")
        .hasCauseInstanceOf(SQLException.class)
        .hasNoSuppressedExceptions();
    assertThat(entries()).isEqualTo(2);
  }

  private static boolean lock(Connection connection, int id) throws SQLException {
    return execute(connection, "select 1 from entry where id = " + id + " for update");
  }
}
