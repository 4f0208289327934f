package dev.weft.jdbc;

import static dev.weft.jdbc.Entries.entries;
import static dev.weft.jdbc.Entries.insert;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.TaskGroup;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

// The moments are random, the seed is fixed and named in every failure.
@Tag("slow")
class TransactionRaceTest {
  private static final long SEED = 42;

  private final HikariDataSource pool = Postgres.pool(1);
  private final Transactions transactions = Transactions.over(pool);
  private final AtomicInteger committed = new AtomicInteger();

  @BeforeEach
  void createTable() throws SQLException {
    Entries.createTable();
  }

  @AfterEach
  void closePool() {
    pool.close();
  }

  @Test
  void transactionThatIsCancelledAnywhere_isCommittedIfAndOnlyIfItReturned() throws Exception {
    var random = new SplittableRandom(SEED);
    var pids = Postgres.pids(pool);
    int races = 500;
    // About twice as long as it takes to commit: however fast the machine is, many are cut off, and
    // many are not.
    long longest = 4_000_000;
    for (int race = 0; race < races; race++) {
      int before = committed.get();
      long pause = random.nextLong(longest);
      TaskGroup.supervise(group -> {
        var task = group.start(this::outer);
        LockSupport.parkNanos(pause);
        task.cancel("client left");
        Postgres.until("task ended, seed " + SEED, task::isDone);
        return null;
      });
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.getAutoCommit()).as("race %s, seed %s", race, SEED).isTrue();
      }
      longest = Math.max(1_000, committed.get() > before ? longest / 8 * 7 : longest / 7 * 8);
      if (race % 50 == 0) {
        assertThat(entries()).as("race %s, seed %s", race, SEED).isEqualTo(2 * committed.get());
      }
    }
    assertThat(entries()).isEqualTo(2 * committed.get());
    assertThat(committed.get()).isBetween(1, races - 1);
    assertThat(Postgres.pids(pool)).isEqualTo(pids);
  }

  private boolean outer() throws SQLException, InterruptedException {
    transactions.run(
        Isolation.REPEATABLE_READ,
        outer -> {
          insert(outer, 1);
          try {
            transactions.<Boolean, IOException>run(inner -> {
              insert(inner, 2);
              throw new IOException("no paper");
            });
          } catch (IOException e) {
            // Rolled back alone.
          }
          return transactions.run(inner -> insert(inner, 3));
        });
    return committed.incrementAndGet() > 0;
  }
}
