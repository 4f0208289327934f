package dev.weft.lessons.requests;

import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.jdbc.Isolation;
import dev.weft.jdbc.Transactions;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import dev.weft.lessons.world.MemoryTransaction;
import dev.weft.lessons.world.Site;
import dev.weft.lessons.world.Sql;
import dev.weft.lessons.world.Tables;
import dev.weft.lessons.world.World;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/// Parts of a page that are read side by side: at as many moments, or at one.
final class Snapshot implements Lesson {
  private static final String COUNT = "select count(*) from posts where user_id = ?";
  private static final String TITLES =
      "select title from posts where user_id = ? order by id desc limit 20";
  private static final String WRITE = "insert into posts (user_id, title) values (?, ?)";

  record Posts(long count, List<String> titles) {}

  private final Stage stage;
  private Moments moments = new Moments();

  Snapshot(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws SQLException, InterruptedException {
    try (World world = World.open(stage.mode(), 4, tables())) {
      DataSource database = world.database();
      stage.wrong(
          "apart", "each part sees a moment of its own", () -> read(database, false, "Five"));
      stage.right("exported", "all parts see one moment", () -> read(database, true, "Six"));
    }
  }

  static Tables tables() {
    return Site.tables()
        .answer(
            COUNT,
            (read, id) ->
                MemoryTransaction.row((long) read.where("posts", 1, id.getFirst()).size()))
        .answer(
            TITLES,
            (read, id) ->
                read.where("posts", 1, id.getFirst()).stream()
                    .map(row -> new Object[] {row[2]})
                    .toList()
                    .reversed())
        .answer(WRITE, (write, post) -> write.add("posts", post.get(0), post.get(1)));
  }

  /// What makes the order certain, however slow a machine is.
  private record Moments(CountDownLatch counted, CountDownLatch written) {
    Moments() {
      this(new CountDownLatch(1), new CountDownLatch(1));
    }
  }

  private void read(DataSource database, boolean atOneMoment, String title)
      throws SQLException, InterruptedException {
    moments = new Moments();
    Posts posts =
        TaskGroup.run(group -> {
          group.start("writer", () -> write(database, title));
          return atOneMoment ? postsAtOneMoment(database) : posts(database);
        });
    stage.say("she has " + posts.count() + " posts: " + posts.titles());
  }

  private boolean write(DataSource database, String title)
      throws SQLException, InterruptedException {
    moments.counted.await();
    Thread.sleep(300);
    stage.run(
        "writer",
        () -> {
          try (Connection connection = database.getConnection()) {
            Sql.update(connection, WRITE, 1L, title);
          }
        });
    moments.written.countDown();
    return true;
  }

  private long count(Connection connection) throws SQLException, InterruptedException {
    long count = stage.call("count", () -> Sql.one(connection, COUNT, row -> row.getLong(1), 1L));
    moments.counted.countDown();
    return count;
  }

  private List<String> titles(Connection connection) throws SQLException, InterruptedException {
    return stage.call(
        "titles",
        () -> {
          Sql.sleep(connection, 0.6);
          moments.written.await();
          return Sql.rows(connection, TITLES, row -> row.getString(1), 1L);
        });
  }

  // @start region=apart
  private Posts posts(DataSource database) throws SQLException, InterruptedException {
    return Tasks.gather(
            () -> {
              try (Connection connection = database.getConnection()) {
                return count(connection);
              }
            },
            () -> {
              try (Connection connection = database.getConnection()) {
                return titles(connection);
              }
            })
        .map(Posts::new);
  }

  // @end

  // @start region=exported
  private Posts postsAtOneMoment(DataSource database) throws SQLException, InterruptedException {
    var transactions = Transactions.over(database).readOnly();
    return transactions.run(
        Isolation.REPEATABLE_READ,
        exporting -> {
          String name = Sql.one(exporting, "select pg_export_snapshot()", row -> row.getString(1));
          return Tasks.gather(
                  () ->
                      transactions.run(
                          Isolation.REPEATABLE_READ, connection -> count(at(name, connection))),
                  () ->
                      transactions.run(
                          Isolation.REPEATABLE_READ, connection -> titles(at(name, connection))))
              .map(Posts::new);
        });
  }

  private static Connection at(String name, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set transaction snapshot '" + name + "'");
    }
    return connection;
  }
  // @end
}
