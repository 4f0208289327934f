package dev.weft.lessons.requests;

import static dev.weft.lessons.world.MemoryTransaction.row;

import dev.weft.Outcome;
import dev.weft.TaskGroup;
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
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Three counts: with one connection for three tasks, with two for one task, and with one
/// statement.
final class Counts implements Lesson {
  private static final String ALL =
      """
      select (select count(*) from posts where user_id = u.id),
             (select count(*) from comments where user_id = u.id),
             (select count(*) from likes where user_id = u.id)
      from users u where u.id = ?
      """;

  record Stats(long posts, long comments, long likes) {}

  private final Stage stage;

  Counts(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws SQLException, InterruptedException {
    try (World world = World.open(stage.mode(), 2, Duration.ofSeconds(1), tables());
        World patient = World.open(stage.mode(), 2, Duration.ofSeconds(8), tables())) {
      stage.sequential("sequential", "three counts, one after the other", () -> inTurn(world));
      stage.wrong("shared", "one connection for three tasks", () -> share(world.pool()));
      stage.wrong("reported", "the same over weft-jdbc", () -> report(world.database()));
      stage.wrong("nested", "a second connection for who has one", () -> nest(world.pool()));
      stage.wrong("found", "the same over weft-jdbc", () -> find(patient.database()));
      stage.faster("one", "one statement with three counts", () -> one(world.database()));
    }
  }

  private static Tables tables() {
    return Site.tables()
        .answer(sql("posts"), (read, id) -> row(count(read, "posts", 1, id)))
        .answer(sql("comments"), (read, id) -> row(count(read, "comments", 0, id)))
        .answer(sql("likes"), (read, id) -> row(count(read, "likes", 0, id)))
        .answer(
            ALL,
            (read, id) ->
                row(
                    count(read, "posts", 1, id),
                    count(read, "comments", 0, id),
                    count(read, "likes", 0, id)));
  }

  private static String sql(String table) {
    return "select count(*) from " + table + " where user_id = ?";
  }

  private static long count(MemoryTransaction read, String table, int user, List<Object> id) {
    return read.where(table, user, id.getFirst()).size();
  }

  private long count(String table, Connection connection)
      throws SQLException, InterruptedException {
    return count(table, table, connection);
  }

  private long count(String bar, String table, Connection connection)
      throws SQLException, InterruptedException {
    return stage.call(
        bar,
        () -> {
          Sql.sleep(connection, 0.4);
          return Sql.one(connection, sql(table), row -> row.getLong(1), 1L);
        });
  }

  private void inTurn(World world) throws SQLException, InterruptedException {
    try (Connection connection = world.database().getConnection()) {
      // @start region=sequential
      long posts = count("posts", connection);
      long comments = count("comments", connection);
      long likes = count("likes", connection);
      // @end
      stage.say(posts + ", " + comments + ", " + likes);
    }
  }

  private void share(DataSource pool) throws SQLException, InterruptedException {
    // @start region=shared
    try (Connection connection = pool.getConnection();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> posts = executor.submit(() -> countInLine("posts", connection));
      Future<Long> comments = executor.submit(() -> countInLine("comments", connection));
      Future<Long> likes = executor.submit(() -> countInLine("likes", connection));
      stage.say(posts.get() + ", " + comments.get() + ", " + likes.get());
    } catch (ExecutionException e) {
      throw new SQLException(e);
    }
    // @end
    stage.say("in line, not at once");
  }

  /// Which of them comes first, nobody knows.
  private long countInLine(String table, Connection connection)
      throws SQLException, InterruptedException {
    return count("a count", table, connection);
  }

  private void report(DataSource database) throws SQLException, InterruptedException {
    // @start region=reported
    try (Connection connection = database.getConnection()) {
      TaskGroup.supervise(
          "stats",
          group -> {
            var posts = group.start("posts", () -> count("posts", connection));
            Thread.sleep(200);
            var comments = group.start("comments", () -> count("comments", connection));
            tell("posts", posts.join());
            tell("comments", comments.join());
            return true;
          });
    }
    // @end
  }

  // @start region=nested
  private long countNested(String name, DataSource pool) throws SQLException, InterruptedException {
    try (Connection outer = pool.getConnection()) {
      count(name + ", outside", "posts", outer);
      try (Connection inner =
          stage.call(name + " waits", () -> stage.waitFor(pool::getConnection))) {
        return count(name + ", inside", "likes", inner);
      }
    }
  }

  // @end

  private void nest(DataSource pool) throws InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> first = executor.submit(() -> countNested("first", pool));
      Thread.sleep(300);
      Future<Long> second = executor.submit(() -> countNested("second", pool));
      tell("first", first);
      tell("second", second);
    }
  }

  private void tell(String name, Future<Long> count) throws InterruptedException {
    try {
      stage.say(name + ": " + count.get());
    } catch (ExecutionException e) {
      stage.say(name + ": " + simpleName(e.getCause()) + ", after a second");
    }
  }

  private static String simpleName(@Nullable Throwable failure) {
    return failure == null ? "" : failure.getClass().getSimpleName();
  }

  private void tell(String name, Outcome<Long> outcome) {
    switch (outcome) {
      case Outcome.Success(Long count) -> stage.say(name + ": " + count);
      case Outcome.Failure<Long> failure ->
          // The remedy follows after a semicolon.
          stage.say(name + ": " + String.valueOf(failure.cause().getMessage()).split(";", 2)[0]);
      case Outcome.Cancelled<Long> cancelled -> stage.say(name + ": " + cancelled);
    }
  }

  private void find(DataSource database) throws InterruptedException {
    // @start region=found
    TaskGroup.supervise(
        "stats",
        group -> {
          var first = group.start("first", () -> countNested("first", database));
          Thread.sleep(300);
          var second = group.start("second", () -> countNested("second", database));
          tell("second", second.join());
          tell("first", first.join());
          return true;
        });
    // @end
  }

  private void one(DataSource database) throws SQLException, InterruptedException {
    // @start region=one
    try (Connection connection = database.getConnection()) {
      Stats stats = allCounts(connection);
      stage.say(stats.toString());
    }
    // @end
  }

  private Stats allCounts(Connection connection) throws SQLException, InterruptedException {
    return stage.call(
        "all",
        () -> {
          Sql.sleep(connection, 0.4);
          return Sql.one(
              connection,
              ALL,
              row -> new Stats(row.getLong(1), row.getLong(2), row.getLong(3)),
              1L);
        });
  }
}
