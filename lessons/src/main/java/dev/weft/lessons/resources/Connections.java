package dev.weft.lessons.resources;

import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import dev.weft.lessons.world.Site;
import dev.weft.lessons.world.Sql;
import dev.weft.lessons.world.Tables;
import dev.weft.lessons.world.World;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/// A connection that is given back whatever happens, and rows as records.
final class Connections implements Lesson {
  record User(long id, String name) {}

  private final Stage stage;

  Connections(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws SQLException, InterruptedException {
    try (World leaking = World.open(stage.mode(), 2, tables());
        World world = World.open(stage.mode(), 1, tables())) {
      stage.wrong("leak", "closed when all goes well", () -> leak(leaking));
      stage.wrong("interrupted", "an interrupt closes the socket", () -> interrupt(world));
      stage.right("scoped", "rows as records, given back by the language", () -> scoped(world));
      stage.right("cancelled", "cancelled twice, and given back", () -> cancel(world));
    }
  }

  static Tables tables() {
    return Site.tables()
        .answer("select id, name from users order by id", (read, _) -> read.rows("users"))
        .answer(
            "select nam from users",
            (_, _) -> {
              throw new SQLException("ERROR: column \"nam\" does not exist", "42703");
            });
  }

  // @start region=leak
  private static boolean find(DataSource pool, String sql) throws SQLException {
    Connection connection = pool.getConnection();
    boolean users = connection.createStatement().execute(sql);
    connection.close();
    return users;
  }

  // @end

  private void leak(World world) throws SQLException, InterruptedException {
    stage.say("users: " + find(world.pool(), "select id, name from users order by id"));
    for (int i = 0; i < 2; i++) {
      try {
        find(world.pool(), "select nam from users");
      } catch (SQLException e) {
        stage.say(e.getSQLState() + ", a mistake in the query; lent: " + world.lent() + " of 2");
      }
    }
    try {
      stage.run(
          "users",
          () -> stage.waits(() -> find(world.pool(), "select id, name from users order by id")));
    } catch (SQLException e) {
      stage.say("no connection for a second: " + e.getClass().getSimpleName());
    }
  }

  private void interrupt(World world) throws SQLException, InterruptedException {
    long before = number(world.pool());
    // @start region=interrupted
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    Future<?> work =
        executor.submit(() -> {
          try (Connection connection = world.pool().getConnection()) {
            slowly(connection);
          }
          return true;
        });
    Thread.sleep(300);
    work.cancel(true);
    // @end
    executor.shutdown();
    Thread.sleep(300);
    stage.say("0.3 s later; statements that the server runs: " + world.running());
    stage.say("still the same connection: " + (number(world.pool()) == before));
    Thread.sleep(1_200);
    stage.say("at last; statements that the server runs: " + world.running());
  }

  private void slowly(Connection connection) throws SQLException, InterruptedException {
    stage.run("query", () -> Sql.sleep(connection, 1.5));
  }

  private static long number(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return Sql.one(connection, "select pg_backend_pid()", row -> row.getLong(1));
    }
  }

  // @start region=scoped
  static List<User> users(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return Sql.rows(
          connection,
          "select id, name from users order by id",
          row -> new User(row.getLong(1), row.getString(2)));
    }
  }

  // @end

  private void scoped(World world) throws SQLException {
    stage.say(users(world.database()).toString());
    stage.say("lent: " + world.lent());
  }

  private void cancel(World world) throws SQLException, InterruptedException {
    long before = number(world.database());
    // @start region=cancelled
    TaskGroup.run(group -> {
      Task<?> work =
          group.start(
              "work",
              () -> {
                try (Connection connection = world.database().getConnection()) {
                  slowly(connection);
                }
                return true;
              });
      Thread.sleep(300);
      work.cancel("the client has gone");
      work.cancel("the service ends");
      return work.join();
    });
    // @end
    stage.say("statements that the server runs: " + world.running());
    stage.say("still the same connection: " + (number(world.database()) == before));
    stage.say("lent: " + world.lent());
  }
}
