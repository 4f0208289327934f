package dev.weft.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Outcome;
import dev.weft.Task;
import dev.weft.TaskGroup;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

// The moments are random, the seed is fixed and named in every failure.
class CancelRaceTest {
  private static final long SEED = 42;

  @Test
  void lateCancel_neverHitsTheNextStatementOnTheConnection() throws Exception {
    var random = new SplittableRandom(SEED);
    try (HikariDataSource pool = Postgres.pool(1)) {
      var db = new CancellableDataSource(pool);
      var pids = Postgres.pids(pool);
      int cancelled = 0;
      for (int race = 0; race < 300; race++) {
        // Most cancels arrive just when the statement of about 2 ms ends.
        long pause = 500_000L + random.nextInt(3_000_000);
        Outcome<Integer> outcome =
            TaskGroup.supervise(group -> {
              var task = group.start("statement", () -> run(db, "select 1 from pg_sleep(0.002)"));
              LockSupport.parkNanos(pause);
              task.cancel("client left");
              Postgres.until("task ended", task::isDone);
              return task.outcome();
            });
        switch (outcome) {
          case Outcome.Success<Integer>(var value) -> assertThat(value).isEqualTo(1);
          case Outcome.Cancelled<Integer> _ -> cancelled++;
          case Outcome.Failure<Integer>(var cause) -> throw new AssertionError(cause);
        }
        int one = run(db, "select 1 from pg_sleep(0.002)");
        assertThat(one).as("race %s, seed %s", race, SEED).isEqualTo(1);
      }
      assertThat(cancelled).as("races that were cancelled in time").isPositive();
      assertThat(Postgres.pids(pool)).isEqualTo(pids);
    }
  }

  // A request that the server gets before the statement is lost; the repeated one is not.
  @Test
  void cancelBeforeTheStatementReachesTheServer_leavesNoneRunning() throws Exception {
    var random = new SplittableRandom(SEED);
    try (HikariDataSource pool = Postgres.pool(1)) {
      var db = new CancellableDataSource(pool);
      var pids = Postgres.pids(pool);
      for (int race = 0; race < 200; race++) {
        long pause = random.nextInt(700_000);
        TaskGroup.supervise(group -> {
          var task = group.start("statement", () -> run(db, "select 1 from pg_sleep(65)"));
          LockSupport.parkNanos(pause);
          task.cancel("client left");
          Postgres.until("task ended, seed " + SEED, task::isDone);
          return null;
        });
      }
      assertThat(Postgres.running("pg_sleep(65)")).isZero();
      assertThat(Postgres.pids(pool)).isEqualTo(pids);
    }
  }

  @Test
  void secondCancelDuringTheFirst_changesNothingForTheConnection() throws Exception {
    var random = new SplittableRandom(SEED);
    try (HikariDataSource pool = Postgres.pool(1)) {
      var db = new CancellableDataSource(pool);
      var pids = Postgres.pids(pool);
      for (int race = 0; race < 50; race++) {
        long pause = random.nextInt(12_000_000);
        Outcome<Integer> outcome =
            TaskGroup.supervise(group -> {
              var task =
                  group.start(
                      "statement",
                      () ->
                          Deadline.within(
                              Duration.ofMillis(6), () -> run(db, "select 1 from pg_sleep(67)")));
              LockSupport.parkNanos(pause);
              task.cancel("client left");
              Postgres.until("task ended, seed " + SEED, task::isDone);
              return task.outcome();
            });
        switch (outcome) {
          case Outcome.Cancelled<Integer> _ -> {}
          case Outcome.Failure<Integer>(var cause) ->
              assertThat(cause).isInstanceOf(DeadlineExceededException.class);
          case Outcome.Success<Integer> _ -> throw new AssertionError("slept for 67 s");
        }
        assertThat(run(db, "select 1 from pg_sleep(0.001)")).isEqualTo(1);
      }
      assertThat(Postgres.pids(pool)).isEqualTo(pids);
    }
  }

  @Test
  void twoHundredCancelledTasks_leaveNoStatementAndLoseNoConnection() throws Exception {
    Postgres.execute("create table if not exists busy (id int)");
    try (HikariDataSource pool = Postgres.pool(20);
        Connection blocker = Postgres.connect();
        Statement lock = blocker.createStatement()) {
      var db = new CancellableDataSource(pool);
      var pids = Postgres.pids(pool);
      blocker.setAutoCommit(false);
      lock.execute("lock table busy in access exclusive mode");

      TaskGroup.supervise(group -> {
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          String sql = i % 2 == 0 ? "select 66 from pg_sleep(66)" : "select 66 from busy";
          tasks.add(group.start(() -> run(db, sql)));
        }
        Postgres.untilRunning("select 66", 20);
        tasks.forEach(task -> task.cancel("client left"));
        Postgres.until("no statement", () -> Postgres.running("select 66") == 0);
        Postgres.until("no task", () -> tasks.stream().allMatch(Task::isDone));
        return null;
      });

      blocker.rollback();
      Postgres.untilAllAreBack(pool);
      assertThat(Postgres.pids(pool)).isEqualTo(pids);
    }
  }

  // The pool rolls back and resets the connection when it is closed.
  @Test
  void cancelWhileTheConnectionIsReset_bringsItBackClean() throws Exception {
    var random = new SplittableRandom(SEED);
    Postgres.execute("drop table if exists reset; create table reset (id int)");
    try (HikariDataSource pool = Postgres.pool(1)) {
      var db = new CancellableDataSource(pool);
      var pids = Postgres.pids(pool);
      for (int race = 0; race < 200; race++) {
        long pause = random.nextInt(2_500_000);
        TaskGroup.supervise(group -> {
          var task =
              group.start(() -> {
                try (Connection connection = db.getConnection();
                    Statement statement = connection.createStatement()) {
                  connection.setAutoCommit(false);
                  connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                  return statement.executeUpdate("insert into reset values (1)");
                }
              });
          LockSupport.parkNanos(pause);
          task.cancel("client left");
          return null;
        });
        try (Connection connection = db.getConnection()) {
          assertThat(connection.getAutoCommit()).isTrue();
          assertThat(connection.getTransactionIsolation())
              .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        }
      }
      assertThat(Postgres.count("select count(*) from reset")).isZero();
      assertThat(Postgres.pids(pool)).isEqualTo(pids);
    }
  }

  // Needs luck to fail without the guard: the cancel has to hit the BEGIN of the driver.
  @Test
  void cancelOfATransactionsFirstStatement_neverLetsItCommitAlone() throws Exception {
    var random = new SplittableRandom(SEED);
    Postgres.execute("drop table if exists alone; create table alone (id int)");
    try (HikariDataSource pool = Postgres.pool(1);
        Connection connection = new CancellableDataSource(pool).getConnection()) {
      connection.setAutoCommit(false);
      for (int race = 0; race < 3_000; race++) {
        long pause = random.nextInt(120_000);
        TaskGroup.supervise(group -> {
          var task =
              group.start(() -> {
                try (Statement statement = connection.createStatement()) {
                  return statement.executeUpdate("insert into alone values (1)");
                }
              });
          LockSupport.parkNanos(pause);
          task.cancel("client left");
          return null;
        });
        connection.rollback();
      }
    }
    assertThat(Postgres.count("select count(*) from alone")).isZero();
  }

  @Test
  void transactionMayStillBeSetUp_byItsFirstStatements() throws Exception {
    try (HikariDataSource pool = Postgres.pool(1);
        Connection connection = new CancellableDataSource(pool).getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set transaction isolation level repeatable read, read only");
      ResultSet rows = statement.executeQuery("show transaction_isolation");
      rows.next();
      assertThat(rows.getString(1)).isEqualTo("repeatable read");
    }
  }

  private static int run(DataSource db, String sql) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
