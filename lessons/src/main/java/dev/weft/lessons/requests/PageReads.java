package dev.weft.lessons.requests;

import dev.weft.lessons.requests.Page.Notification;
import dev.weft.lessons.requests.Page.User;
import dev.weft.lessons.stage.Stage;
import dev.weft.lessons.world.MemoryTransaction;
import dev.weft.lessons.world.Site;
import dev.weft.lessons.world.Sql;
import dev.weft.lessons.world.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/// The four queries of a dashboard, each on a connection of its own. They take 0.2, 0.5, 1.1 and
/// 0.5 s.
final class PageReads {
  private static final String USER = "select id, name from users where id = ?";
  private static final String POSTS = "select count(*) from posts where user_id = ?";
  private static final String NOTIFICATIONS =
      """
      select message, link from notifications
      where user_id = ? and not is_read order by id desc limit 10
      """;
  private static final String ACTIVITY =
      "select title from posts where user_id = ? order by id desc limit 20";

  private final Stage stage;
  private final DataSource database;

  PageReads(Stage stage, DataSource database) {
    this.stage = stage;
    this.database = database;
  }

  /// There is no such user.
  static final class NoSuchUserException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoSuchUserException(long id) {
      super("there is no user " + id);
    }
  }

  static Tables tables() {
    return Site.tables()
        .answer(USER, (read, id) -> read.where("users", 0, id.getFirst()))
        .answer(
            POSTS,
            (read, id) ->
                MemoryTransaction.row((long) read.where("posts", 1, id.getFirst()).size()))
        .answer(
            NOTIFICATIONS,
            (read, id) ->
                read.where("notifications", 1, id.getFirst()).stream()
                    .map(row -> new Object[] {row[2], row[3]})
                    .toList()
                    .reversed())
        .answer(
            ACTIVITY,
            (read, id) ->
                read.where("posts", 1, id.getFirst()).stream()
                    .map(row -> new Object[] {row[2]})
                    .toList()
                    .reversed());
  }

  @FunctionalInterface
  private interface Query<T> {
    List<T> run(Connection connection) throws SQLException;
  }

  private <T> List<T> read(String part, double seconds, Query<T> query)
      throws SQLException, InterruptedException {
    return stage.call(
        part,
        () -> {
          try (Connection connection = database.getConnection()) {
            Sql.sleep(connection, seconds);
            return query.run(connection);
          }
        });
  }

  User user(long id) throws SQLException, InterruptedException {
    List<User> users =
        read(
            "user",
            0.2,
            connection ->
                Sql.rows(connection, USER, row -> new User(row.getLong(1), row.getString(2)), id));
    if (users.isEmpty()) {
      throw new NoSuchUserException(id);
    }
    return users.getFirst();
  }

  long posts(long id) throws SQLException, InterruptedException {
    return read("posts", 0.5, connection -> Sql.rows(connection, POSTS, row -> row.getLong(1), id))
        .getFirst();
  }

  // @start region=bug
  List<Notification> notifications(long id) throws SQLException, InterruptedException {
    return read(
        "notifications",
        1.1,
        connection ->
            Sql.rows(
                connection,
                NOTIFICATIONS,
                // A mistake: not every notification has a link, and "" has no character to leave
                // out.
                row -> new Notification(row.getString(1), row.getString(2).substring(1)),
                id));
  }

  // @end

  List<String> activity(long id) throws SQLException, InterruptedException {
    return read(
        "activity", 0.5, connection -> Sql.rows(connection, ACTIVITY, row -> row.getString(1), id));
  }
}
