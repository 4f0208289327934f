package dev.weft.jdbc;

import static dev.weft.jdbc.Cancelling.cancelled;
import static dev.weft.jdbc.Entries.count;
import static dev.weft.jdbc.Entries.entries;
import static dev.weft.jdbc.Entries.execute;
import static dev.weft.jdbc.Entries.fail;
import static dev.weft.jdbc.Entries.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.Outcome;
import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class NestedTransactionTest {
  private final HikariDataSource pool = Postgres.pool(1);
  private final CancellableDataSource db = new CancellableDataSource(pool);
  private final Transactions transactions = Transactions.over(db);

  @BeforeEach
  void createTable() throws SQLException {
    Entries.createTable();
  }

  @AfterEach
  void everyConnectionIsBack() {
    Postgres.untilAllAreBack(pool);
    pool.close();
  }

  @Test
  void innerFailure_rollsBackToItsBegin_andTheOuterGoesOn() throws Exception {
    transactions.run(outer -> {
      insert(outer, 1);
      assertThatThrownBy(() ->
              transactions.run(inner -> {
                assertThat(inner).isSameAs(outer);
                insert(inner, 2);
                throw new IOException("no paper");
              }))
          .isInstanceOf(IOException.class);
      assertThat(count(outer)).isEqualTo(1);
      return Transactions.over(db).run(inner -> insert(inner, 3));
    });
    assertThat(Postgres.count("select sum(id) from entry")).isEqualTo(4);
  }

  @Test
  void codeThatHasOnlyTheConnection_nestsOnIt() throws Exception {
    transactions.run((outer, group) -> {
      insert(outer, 1);
      var failed =
          group.start(() -> {
            assertThatThrownBy(() ->
                    Transactions.nested(outer, inner -> insert(inner, 2) || fail(inner, "40001")))
                .isInstanceOf(SQLException.class);
            return Transactions.nested(outer, inner -> insert(inner, 4));
          });
      return failed.await();
    });
    assertThat(Postgres.count("select sum(id) from entry")).isEqualTo(5);
    assertThatThrownBy(
            () -> {
              try (Connection connection = db.getConnection()) {
                Transactions.nested(connection, inner -> insert(inner, 8));
              }
            })
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("auto-commit");
  }

  @Test
  void failedStatementInside_doesNotAbortTheOuter() throws Exception {
    transactions.run(outer -> {
      assertThatThrownBy(() -> transactions.run(inner -> execute(inner, "select nothing")))
          .isInstanceOf(SQLException.class)
          .hasNoSuppressedExceptions();
      return insert(outer, 1);
    });
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void outerFailure_takesTheInnerAlong() throws Exception {
    assertThatThrownBy(() ->
            transactions.run(_ -> {
              transactions.run(inner -> insert(inner, 1));
              throw new IOException("no paper");
            }))
        .isInstanceOf(IOException.class);
    assertThat(entries()).isZero();
  }

  @Test
  void sameLevelOrNone_isFine_anotherOneIsRefused() throws Exception {
    transactions.run(
        Isolation.SERIALIZABLE,
        outer -> {
          transactions.run(inner -> insert(inner, 1));
          transactions.run(Isolation.SERIALIZABLE, inner -> insert(inner, 2));
          assertThatThrownBy(
                  () -> transactions.run(Isolation.READ_COMMITTED, inner -> insert(inner, 3)))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage(
                  "a transaction at SERIALIZABLE cannot have one at READ_COMMITTED inside; ask for"
                      + " READ_COMMITTED where the outermost one is run");
          return insert(outer, 4);
        });
    assertThat(entries()).isEqualTo(3);
  }

  @Test
  void levelOfTheServer_isAsGoodAsTheSameOneAskedFor() throws Exception {
    transactions.run(_ -> {
      transactions.run(Isolation.READ_COMMITTED, inner -> insert(inner, 1));
      assertThatThrownBy(
              () -> transactions.run(Isolation.REPEATABLE_READ, inner -> insert(inner, 2)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("a transaction at the server's level cannot");
      return null;
    });
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void readOnlyInside_endsWithTheInnerBlock() throws Exception {
    transactions.run(outer -> {
      assertThatThrownBy(() -> transactions.readOnly().run(inner -> insert(inner, 1)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("read-only transaction");
      assertThat(transactions.readOnly().<Integer, RuntimeException>run(Entries::count)).isZero();
      return insert(outer, 2);
    });
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void onlyTheOutermost_isRunAgain() throws Exception {
    var outerRuns = new AtomicInteger();
    var innerRuns = new AtomicInteger();
    transactions.run(_ -> {
      outerRuns.incrementAndGet();
      return transactions.run(
          inner -> innerRuns.incrementAndGet() < 3 ? fail(inner, "40001") : insert(inner, 1));
    });
    assertThat(outerRuns).hasValue(3);
    assertThat(innerRuns).hasValue(3);
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void cancelInside_rollsBackBoth() throws Exception {
    Outcome<?> outcome =
        cancelled(
            "pg_sleep(73)",
            () ->
                transactions.run(outer -> {
                  insert(outer, 1);
                  return transactions.run(inner -> execute(inner, "select pg_sleep(73)"));
                }));
    assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
    assertThat(entries()).isZero();
  }
}
