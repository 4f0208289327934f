package dev.weft.lessons.resources;

import dev.weft.Tasks;
import dev.weft.jdbc.Isolation;
import dev.weft.jdbc.Transactions;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import dev.weft.lessons.world.Sql;
import dev.weft.lessons.world.World;
import dev.weft.service.money.Amount;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/// A transfer of money: what a transaction alone does not give, and what does.
final class Transfer implements Lesson {
  private final Stage stage;

  Transfer(Stage stage) {
    this.stage = stage;
  }

  /// A transfer that is not made.
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String reason) {
      super(reason);
    }
  }

  @Override
  public void play() throws SQLException, InterruptedException {
    try (World world = World.open(stage.mode(), 4, Bank.TABLES)) {
      stage.wrong("doubles", "money as a double", () -> payThreeTimes(world.pool()));
      stage.wrong("unchecked", "a transaction, and nothing looked at", () -> loseMoney(world));
      stage.wrong("deadlock", "each locks its payer first", () -> payEachOther(world.pool()));
      stage.right("transfer", "all is checked under locks", () -> tryAll(world));
      stage.right("opposite", "locks in one order", () -> opposite(world));
    }
  }

  private void payThreeTimes(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      // @start region=doubles
      double amount = 0.1;
      for (int i = 0; i < 3; i++) {
        Sql.update(connection, "update of_doubles set balance = balance - ? where id = 1", amount);
        Sql.update(connection, "update of_cents set balance = balance - ? where id = 1", amount);
      }
      // @end
      stage.say("three payments of 0.1 from 100");
      stage.say(
          "double precision: "
              + Sql.one(
                  connection,
                  "select balance from of_doubles where id = 1",
                  row -> row.getDouble(1)));
      stage.say(
          "bigint, 0.1 rounded away: "
              + Sql.one(
                  connection, "select balance from of_cents where id = 1", row -> row.getLong(1)));
    }
  }

  // @start region=unchecked
  static void transferUnchecked(DataSource pool, long from, long to, BigDecimal amount)
      throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      Sql.update(
          connection, "update unchecked set balance = balance - ? where id = ?", amount, from);
      Sql.update(connection, "update unchecked set balance = balance + ? where id = ?", amount, to);
      connection.commit();
    }
  }

  // @end

  private void loseMoney(World world) throws SQLException {
    DataSource pool = world.pool();
    stage.say("4 accounts of 100.00; together " + uncheckedSum(pool));
    transferUnchecked(pool, 1, 99, new BigDecimal("30.00"));
    stage.say("30.00 from 1 to 99, which nobody has; together " + uncheckedSum(pool));
    transferUnchecked(pool, 1, 2, new BigDecimal("500.00"));
    stage.say("500.00 from 1, which had 70.00; now " + unchecked(pool, 1));
    transferUnchecked(pool, 1, 2, new BigDecimal("-40.00"));
    stage.say("-40.00 from 1 to 2; 2, which had 600.00, now " + unchecked(pool, 2));
  }

  static BigDecimal uncheckedSum(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return Sql.one(connection, "select sum(balance) from unchecked", row -> row.getBigDecimal(1));
    }
  }

  private static BigDecimal unchecked(DataSource pool, long id) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return Sql.one(
          connection,
          "select balance from unchecked where id = ?",
          row -> row.getBigDecimal(1),
          id);
    }
  }

  private void payEachOther(DataSource pool) throws InterruptedException {
    // @start region=deadlock
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> there = executor.submit(() -> transferSlowly(pool, 3, 4));
      Thread.sleep(300);
      Future<?> back = executor.submit(() -> transferSlowly(pool, 4, 3));
      tell("4 to 3", back);
      tell("3 to 4", there);
    }
    // @end
  }

  private boolean transferSlowly(DataSource pool, long from, long to)
      throws SQLException, InterruptedException {
    stage.run(
        from + " to " + to,
        () -> {
          try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            Sql.update(
                connection, "update unchecked set balance = balance - ? where id = ?", 10L, from);
            Thread.sleep(600);
            stage.waits(() ->
                Sql.update(
                    connection,
                    "update unchecked set balance = balance + ? where id = ?",
                    10L,
                    to));
            connection.commit();
          }
        });
    return true;
  }

  private void tell(String name, Future<?> transfer) throws InterruptedException {
    try {
      transfer.get();
      stage.say(name + ": done");
    } catch (ExecutionException e) {
      boolean isDeadlock =
          e.getCause() instanceof SQLException sql && "40P01".equals(sql.getSQLState());
      stage.say(name + ": " + (isDeadlock ? "40P01, deadlock detected" : e.getCause()));
    }
  }

  // @start region=transfer
  static String transfer(DataSource database, String key, long from, long to, Amount amount)
      throws RefusedException, SQLException, InterruptedException {
    return Transactions.over(database)
        .run(
            Isolation.READ_COMMITTED,
            connection -> {
              if (!isNew(connection, key, from, to, amount)) {
                return "made before";
              }
              Map<Long, BigDecimal> balances = lockInOrder(connection, from, to);
              BigDecimal left = balanceOf(from, balances).subtract(amount.value());
              BigDecimal then = balanceOf(to, balances).add(amount.value());
              if (left.signum() < 0) {
                throw new RefusedException("account " + from + " has " + balances.get(from));
              }
              setBalance(connection, from, left);
              setBalance(connection, to, then);
              audit(connection, key, left, then);
              return "made";
            });
  }

  // @end

  // @start region=checks
  private static boolean isNew(Connection connection, String key, long from, long to, Amount amount)
      throws SQLException {
    // Who comes with the same key waits here until the first one has ended.
    return 1
        == Sql.update(
            connection,
            """
            insert into transfers (key, payer, payee, amount) values (?, ?, ?, ?)
            on conflict (key) do nothing
            """,
            key,
            from,
            to,
            amount.value());
  }

  private static BigDecimal balanceOf(long id, Map<Long, BigDecimal> balances)
      throws RefusedException {
    BigDecimal balance = balances.get(id);
    if (balance == null) {
      throw new RefusedException("there is no account " + id);
    }
    return balance;
  }

  private static void setBalance(Connection connection, long id, BigDecimal balance)
      throws SQLException {
    int rows = Sql.update(connection, "update accounts set balance = ? where id = ?", balance, id);
    if (rows != 1) {
      throw new IllegalStateException(rows + " rows of account " + id + " changed instead of one");
    }
  }

  private static void audit(Connection connection, String key, BigDecimal left, BigDecimal then)
      throws SQLException {
    Sql.sleep(connection, 0.6); // for something to be seen
    Sql.update(
        connection,
        "insert into audit (key, payer_has, payee_has) values (?, ?, ?)",
        key,
        left,
        then);
  }

  // @end

  // @start region=opposite
  private static Map<Long, BigDecimal> lockInOrder(Connection connection, long one, long other)
      throws SQLException {
    Map<Long, BigDecimal> balances = new HashMap<>();
    Sql.rows(
        connection,
        "select id, balance from accounts where id in (?, ?) order by id for update",
        row -> balances.put(row.getLong(1), row.getBigDecimal(2)),
        one,
        other);
    return balances;
  }

  // @end

  private void tryAll(World world) throws SQLException, InterruptedException {
    DataSource database = world.database();
    stage.say("together " + sum(database));
    order(database, "a", 1, 2, "30.00");
    order(database, "a", 1, 2, "30.00");
    order(database, "b", 1, 99, "30.00");
    order(database, "c", 1, 2, "500.00");
    order(database, "d", 1, 2, "-40.00");
    stage.say("together " + sum(database));
  }

  private void order(DataSource database, String key, long from, long to, String amount)
      throws SQLException, InterruptedException {
    String order = key + ", " + amount + " from " + from + " to " + to + ": ";
    try {
      stage.say(order + transfer(database, key, from, to, Amount.parse(amount)));
    } catch (RefusedException e) {
      stage.say(order + "refused, " + e.getMessage());
    } catch (IllegalArgumentException e) {
      stage.say(order + "refused, it is no amount");
    }
  }

  static BigDecimal sum(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return Sql.one(connection, "select sum(balance) from accounts", row -> row.getBigDecimal(1));
    }
  }

  private void opposite(World world) throws SQLException, InterruptedException {
    DataSource database = world.database();
    Tasks.gather(
        () -> opposite(database, "e", 3, 4),
        () -> {
          Thread.sleep(300);
          return opposite(database, "f", 4, 3);
        });
    stage.say("together " + sum(database));
  }

  private boolean opposite(DataSource database, String key, long from, long to)
      throws SQLException, InterruptedException {
    stage.run(from + " to " + to, () -> order(database, key, from, to, "10.00"));
    return true;
  }
}
