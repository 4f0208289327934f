package dev.weft.jdbc;

import static dev.weft.jdbc.Cancelling.cancelled;
import static dev.weft.jdbc.Cancelling.cancelledInItsCommit;
import static dev.weft.jdbc.Entries.count;
import static dev.weft.jdbc.Entries.entries;
import static dev.weft.jdbc.Entries.execute;
import static dev.weft.jdbc.Entries.insert;
import static dev.weft.jdbc.Entries.show;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.CancelledException;
import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Op;
import dev.weft.Outcome;
import dev.weft.TaskFailedException;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class TransactionsTest {
  private final HikariDataSource pool = Postgres.pool(2);
  private final Transactions transactions = Transactions.over(new CancellableDataSource(pool));

  @BeforeEach
  void createTable() throws SQLException {
    Entries.createTable();
  }

  @AfterEach
  void everyConnectionIsBackAndClean() throws SQLException {
    Postgres.untilAllAreBack(pool);
    try (Connection one = pool.getConnection();
        Connection two = pool.getConnection()) {
      for (Connection connection : List.of(one, two)) {
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(show(connection, "transaction_isolation")).isEqualTo("read committed");
        assertThat(show(connection, "transaction_read_only")).isEqualTo("off");
      }
    }
    pool.close();
  }

  @Test
  void blockThatReturns_isCommitted_andItsResultIsHandedOn() throws Exception {
    String level =
        transactions.run(
            Isolation.SERIALIZABLE,
            connection -> {
              insert(connection, 1);
              assertThat(entries()).isZero();
              return show(connection, "transaction_isolation");
            });

    assertThat(level).isEqualTo("serializable");
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void blockThatThrows_isRolledBack_andItsExceptionKeepsItsType() throws Exception {
    var failure = new IOException("no paper");
    try {
      transactions.<String, IOException>run(connection -> {
        insert(connection, 1);
        throw failure;
      });
    } catch (IOException e) {
      assertThat(e).isSameAs(failure).hasNoSuppressedExceptions();
    }
    assertThat(entries()).isZero();
  }

  @Test
  void readOnly_refusesToWrite() throws Exception {
    assertThatThrownBy(() ->
            transactions
                .readOnly()
                .run(Isolation.REPEATABLE_READ, connection -> insert(connection, 1)))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("read-only transaction");
  }

  @Test
  void tasksOfTheGroup_endBeforeTheCommit() throws Exception {
    var release = new CountDownLatch(1);
    transactions.run((connection, group) -> {
      group.start(
          "late",
          () -> {
            release.await();
            return insert(connection, 1);
          });
      release.countDown();
      return null;
    });
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void failedTask_rollsBack_andIsThrown() throws Exception {
    assertThatThrownBy(() ->
            transactions.run((connection, group) -> {
              insert(connection, 1);
              group.start(
                  "broken",
                  () -> {
                    throw new IOException("no paper");
                  });
              new CountDownLatch(1).await();
              return null;
            }))
        .isInstanceOf(TaskFailedException.class)
        .hasRootCauseMessage("no paper");
    assertThat(entries()).isZero();
  }

  @Test
  void cancelledStatement_rollsBack_andTheConnectionLivesOn() throws Exception {
    var pids = Postgres.pids(pool);
    Outcome<?> outcome =
        cancelled(
            "pg_sleep(71)",
            () ->
                transactions.run(
                    Isolation.SERIALIZABLE,
                    connection -> {
                      insert(connection, 1);
                      return execute(connection, "select pg_sleep(71)");
                    }));
    assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
    assertThat(entries()).isZero();
    assertThat(Postgres.pids(pool)).isEqualTo(pids);
  }

  @Test
  void cancelThatTheBlockIgnores_stillRollsBack() throws Exception {
    assertThatThrownBy(() ->
            TaskGroup.run(group ->
                transactions.run(connection -> {
                  insert(connection, 1);
                  group.cancel("shutting down");
                  return "done";
                })))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("shutting down");
    assertThat(entries()).isZero();
  }

  @Test
  void deadline_rollsBack() throws Exception {
    assertThatThrownBy(() ->
            Deadline.within(
                Duration.ofMillis(200),
                () ->
                    transactions.run(connection -> {
                      insert(connection, 1);
                      return execute(connection, "select pg_sleep(72)");
                    })))
        .isInstanceOf(DeadlineExceededException.class);
    assertThat(entries()).isZero();
  }

  @Test
  void commitThatHasBegun_finishes() throws Exception {
    Postgres.slowCommit("entry", ServerGate.PASS);
    cancelledInItsCommit(() -> transactions.run(connection -> insert(connection, 1)));
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void childTask_hasATransactionOfItsOwn() throws Exception {
    assertThatThrownBy(() ->
            transactions.run((connection, group) -> {
              insert(connection, 1);
              int seen =
                  group
                      .start(() ->
                          transactions.run(own -> {
                            assertThat(own).isNotSameAs(connection);
                            insert(own, 2);
                            return count(own);
                          }))
                      .await();
              assertThat(seen).isEqualTo(1);
              throw new IOException("no paper");
            }))
        .isInstanceOf(IOException.class);
    assertThat(entries()).isEqualTo(1);
  }

  // Operations of a combinator may run on the very thread of the block.
  @Test
  void operationOfACombinator_hasATransactionOfItsOwn() throws Exception {
    transactions.run(connection -> {
      Op<Boolean, SQLException> insertApart =
          () ->
              transactions.run(own -> {
                assertThat(own).isNotSameAs(connection);
                return insert(own, 2);
              });
      assertThat(Tasks.gather(List.of(insertApart))).hasSize(1);
      return transactions.run(again -> {
        assertThat(again).isSameAs(connection);
        return insert(again, 3);
      });
    });
    assertThat(entries()).isEqualTo(2);
  }
}
