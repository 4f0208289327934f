package dev.weft.jdbc;

import static dev.weft.jdbc.Entries.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.Op;
import dev.weft.Outcome;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.contract.OnEveryScheduler;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@OnEveryScheduler
class NestedAcquisitionTest {
  private static final String REMEDY =
      "; use one connection for all of it, get the other one before the transaction, or make the"
          + " pool larger";

  private final HikariDataSource pool = Postgres.pool(2);
  private final CancellableDataSource db = new CancellableDataSource(pool);
  private final Transactions transactions = Transactions.over(db);

  @AfterEach
  void everyConnectionComesBack() {
    Postgres.untilAllAreBack(pool);
    pool.close();
  }

  @Test
  void taskThatHoldsAll_isToldAtOnce() throws Exception {
    Outcome<?> outcome =
        TaskGroup.supervise(group ->
            group
                .start(
                    "report",
                    () -> {
                      try (Connection one = db.getConnection();
                          Connection two = db.getConnection();
                          Connection three = db.getConnection()) {
                        return List.of(one, two, three);
                      }
                    })
                .join());
    assertThat((Throwable) failure(outcome))
        .hasMessage(
            "getConnection given up, task \"report\" waits for a connection, and whoever holds one"
                + " of the 2 waits for another one or for a task that does: task \"report\""
                + REMEDY);
  }

  @Test
  void threadOutsideOfAllTasks_isToldToo() throws Exception {
    try (Connection one = db.getConnection();
        Connection two = new CancellableDataSource(pool).getConnection()) {
      assertThat(one).isNotSameAs(two);
      assertThatThrownBy(db::getConnection)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("getConnection given up, thread \"");
    }
  }

  @Test
  void tasksThatHoldOneEachAndWantAnother_loseTheLast_andTheOtherGoesOn() throws Exception {
    var bothHaveOne = new CyclicBarrier(2);
    List<Outcome<Boolean>> outcomes =
        TaskGroup.supervise(group -> {
          List<Task<Boolean>> tasks = new ArrayList<>();
          for (String name : List.of("a", "b")) {
            tasks.add(
                group.start(
                    name,
                    () -> {
                      try (Connection one = db.getConnection()) {
                        bothHaveOne.await();
                        try (Connection two = db.getConnection()) {
                          return execute(one, "select 1") && execute(two, "select 1");
                        }
                      }
                    }));
          }
          return List.of(tasks.get(0).join(), tasks.get(1).join());
        });
    assertThat(outcomes).filteredOn(Outcome.Success.class::isInstance).hasSize(1);
    var failed = outcomes.stream().filter(Outcome.Failure.class::isInstance).findFirst();
    assertThat((Throwable) failure(failed.orElseThrow()))
        .hasMessageContaining("a task that does: task \"a\", task \"b\";");
  }

  @Test
  void childrenOfTransactions_thatWantOneOfTheirOwn_areTold() throws Exception {
    var bothHaveOne = new CyclicBarrier(2);
    Op<Boolean, Exception> transaction =
        () ->
            transactions.run((connection, group) -> {
              execute(connection, "select 1");
              bothHaveOne.await();
              group.start("lookup", () -> transactions.run(own -> execute(own, "select 1")));
              return true;
            });
    List<Outcome<Boolean>> outcomes = Tasks.settle(List.of(transaction, transaction));

    assertThat(outcomes).filteredOn(Outcome.Success.class::isInstance).hasSize(1);
    var failed = outcomes.stream().filter(Outcome.Failure.class::isInstance).findFirst();
    assertThat((Throwable) failure(failed.orElseThrow()))
        .hasMessageStartingWith("getConnection given up, task \"lookup\" waits for a connection");
  }

  @Test
  void operationsOfACombinator_insideATransaction_areTold() {
    assertThatThrownBy(() ->
            transactions.run(_ ->
                TaskGroup.run(_ -> {
                  try (Connection held = db.getConnection()) {
                    return Tasks.gather(
                        List.of(1, 2), i -> transactions.run(own -> execute(held, "select " + i)));
                  }
                })))
        .isInstanceOf(SQLException.class)
        .hasMessageStartingWith("getConnection given up, task \"gather-");
  }

  @Test
  void holderThatAwaitsATaskWhichWaits_isInTheCircle() throws Exception {
    var failure =
        catchThrowableOfType(
            SQLException.class,
            () ->
                TaskGroup.supervise(group -> {
                  var holding = new CountDownLatch(1);
                  var waiter =
                      group.start(
                          "waiter",
                          () -> {
                            holding.await();
                            try (Connection third = db.getConnection()) {
                              return third;
                            }
                          });
                  var holder =
                      group.start(
                          "holder",
                          () -> {
                            try (Connection one = db.getConnection();
                                Connection two = db.getConnection()) {
                              holding.countDown();
                              return List.of(one, two, waiter.join());
                            }
                          });
                  holder.await();
                  throw failure(waiter.outcome());
                }));
    assertThat((Throwable) failure)
        .hasMessageContaining("task \"waiter\" waits")
        .hasMessageContaining("that does: task \"holder\";");
  }

  @Test
  void holderThatDoesSomethingElse_isNoAlarm() throws Exception {
    try (Connection one = db.getConnection()) {
      TaskGroup.run(group -> {
        var holding = new CountDownLatch(1);
        group.start(
            "slow",
            () -> {
              try (Connection two = db.getConnection()) {
                holding.countDown();
                LockSupport.parkNanos(Duration.ofMillis(2_500).toNanos());
                return execute(two, "select 1");
              }
            });
        holding.await();
        try (Connection three = db.getConnection()) {
          return execute(three, "select 1") && execute(one, "select 1");
        }
      });
    }
  }

  @Test
  void childThatWorks_besideOneThatWaits_isNoAlarm() throws Exception {
    try (Connection one = db.getConnection()) {
      Connection two = db.getConnection();
      boolean served =
          TaskGroup.run(group -> {
            var waiter =
                group.start(() -> {
                  try (Connection three = db.getConnection()) {
                    return execute(three, "select 1");
                  }
                });
            group.start(() -> {
              LockSupport.parkNanos(Duration.ofMillis(2_500).toNanos());
              two.close();
              return null;
            });
            return waiter.await();
          });
      assertThat(served && execute(one, "select 1")).isTrue();
    }
  }

  private static SQLException failure(Outcome<?> outcome) {
    Throwable cause = ((Outcome.Failure<?>) outcome).cause();
    while (!(cause instanceof SQLException)) {
      cause = cause.getCause();
    }
    return (SQLException) cause;
  }
}
