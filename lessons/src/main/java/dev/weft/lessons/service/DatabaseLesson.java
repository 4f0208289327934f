package dev.weft.lessons.service;

import dev.weft.Tasks;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import dev.weft.lessons.world.MemoryTransaction;
import dev.weft.lessons.world.Site;
import dev.weft.lessons.world.Sql;
import dev.weft.lessons.world.Tables;
import dev.weft.lessons.world.World;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/// A real PostgreSQL, a pool of connections to it, and rows.
final class DatabaseLesson implements Lesson {
  private static final String NAME = "select name from users where id = ?";

  record Post(long id, String title) {}

  private final Stage stage;

  DatabaseLesson(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws SQLException, InterruptedException {
    try (World world = World.open(stage.mode(), 3, Duration.ofSeconds(8), tables())) {
      stage.wrong("unpooled", "a connection for each request", () -> connect(world.unpooled()));
      stage.right("pooled", "a pool, and a line in front of it", () -> pool(world.database()));
      stage.right("select", "filter, order and limit", () -> select(world.database()));
    }
  }

  static Tables tables() {
    return Site.tables()
        .answer(
            NAME,
            (read, id) ->
                MemoryTransaction.row(read.where("users", 0, id.getFirst()).getFirst()[1]))
        .answer(
            "select id, title from posts where user_id = ? order by id desc limit 2",
            (read, id) ->
                read.where("posts", 1, id.getFirst()).reversed().stream()
                    .limit(2)
                    .map(row -> new Object[] {row[0], row[2]})
                    .toList())
        .answer("select version()", (_, _) -> MemoryTransaction.row("a stand-in for PostgreSQL"));
  }

  private void connect(DataSource server) throws InterruptedException {
    // @start region=unpooled
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> requests = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        String name = "request " + i;
        requests.add(executor.submit(() -> answer(name, server)));
        Thread.sleep(300);
      }
      for (Future<String> request : requests) {
        tell(request);
      }
    }
    // @end
  }

  // @start region=answer
  /// A request that takes a while.
  private String answer(String name, DataSource source) throws SQLException, InterruptedException {
    return stage.call(
        name,
        () -> {
          try (Connection connection = stage.waitFor(source::getConnection)) {
            Sql.sleep(connection, 1.2);
            return Sql.one(connection, NAME, row -> row.getString(1), 1L);
          }
        });
  }

  // @end

  private void tell(Future<String> request) throws InterruptedException {
    try {
      stage.say(request.get());
    } catch (ExecutionException e) {
      boolean tooMany =
          e.getCause() instanceof SQLException sql && "53300".equals(sql.getSQLState());
      stage.say(tooMany ? "53300, too many connections" : e.toString());
    }
  }

  private void pool(DataSource database) throws SQLException, InterruptedException {
    // @start region=pooled
    List<String> answers = Tasks.gather(List.of(1, 2, 3, 4), _ -> answer("a request", database));
    // @end
    stage.say(answers.toString());
  }

  private void select(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection()) {
      // @start region=select
      List<Post> newest =
          Sql.rows(
              connection,
              "select id, title from posts where user_id = ? order by id desc limit 2",
              row -> new Post(row.getLong(1), row.getString(2)),
              1L);
      // @end
      stage.say(newest.toString());
      stage.measured(Sql.one(connection, "select version()", row -> row.getString(1)));
    }
  }
}
