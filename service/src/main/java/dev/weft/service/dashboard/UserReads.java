package dev.weft.service.dashboard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

// Plain JDBC: these few statements are most of what the service does, and a mapper that finds its
// way by reflection costs as much again as the driver.
/// The statements that a dashboard or a profile consists of. Over a data source each takes a
/// connection of its own for as long as it runs, so that they can run side by side.
final class UserReads implements PartReader {
  private static final int NOTIFICATIONS = 10;
  private static final int ACTIVITIES = 20;
  private static final int PROFILE_ROWS = 100;

  private final Connections connections;

  private UserReads(Connections connections) {
    this.connections = connections;
  }

  /// Reads on a connection for each statement.
  static UserReads over(DataSource database) {
    return new UserReads(
        new Connections() {
          @Override
          public <T> T with(Read<T> read) throws SQLException {
            try (Connection connection = database.getConnection()) {
              return read.from(connection);
            }
          }
        });
  }

  /// Reads on this connection, which stays the caller's.
  static UserReads on(Connection connection) {
    return new UserReads(
        new Connections() {
          @Override
          public <T> T with(Read<T> read) throws SQLException {
            return read.from(connection);
          }
        });
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T read(Part<T, X> part) throws X {
    return part.from(this);
  }

  Optional<User> user(long id) {
    return select(
            "select id, name, email, created_at from users where id = ?",
            row -> new User(row.getLong(1), row.getString(2), row.getString(3), instant(row, 4)),
            id)
        .stream()
        .findFirst();
  }

  /// One statement, so one connection and one snapshot for the three counts.
  Stats stats(long id) {
    return select(
            """
            select (select count(*) from posts where user_id = ?) as posts,
                   (select count(*) from comments where user_id = ?) as comments,
                   (select count(*) from likes where user_id = ?) as likes
            """,
            row -> new Stats(row.getLong(1), row.getLong(2), row.getLong(3)),
            id,
            id,
            id)
        .getFirst();
  }

  List<Notification> unreadNotifications(long id) {
    return select(
        """
        select id, kind, message, created_at from notifications where user_id = ? and not is_read
        order by created_at desc, id desc limit ?
        """,
        row ->
            new Notification(row.getLong(1), row.getString(2), row.getString(3), instant(row, 4)),
        id,
        NOTIFICATIONS);
  }

  List<Activity> recentActivity(long id) {
    return select(
        """
        select id, kind, description, created_at from activities where user_id = ?
        order by created_at desc, id desc limit ?
        """,
        row -> new Activity(row.getLong(1), row.getString(2), row.getString(3), instant(row, 4)),
        id,
        ACTIVITIES);
  }

  List<Post> posts(long id) {
    return select(
        """
        select id, title, body, created_at from posts where user_id = ?
        order by created_at desc, id desc limit ?
        """,
        row -> new Post(row.getLong(1), row.getString(2), row.getString(3), instant(row, 4)),
        id,
        PROFILE_ROWS);
  }

  List<Comment> comments(long id) {
    return select(
        """
        select id, post_id, body, created_at from comments where user_id = ?
        order by created_at desc, id desc limit ?
        """,
        row -> new Comment(row.getLong(1), row.getLong(2), row.getString(3), instant(row, 4)),
        id,
        PROFILE_ROWS);
  }

  private <T> List<T> select(String sql, Row<T> row, long... values) {
    try {
      return connections.with(connection -> {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          for (int i = 0; i < values.length; i++) {
            statement.setLong(i + 1, values[i]);
          }
          try (ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
              all.add(row.of(rows));
            }
            return all;
          }
        }
      });
    } catch (SQLException e) {
      throw new StatementFailedException(e);
    }
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }

  /// Makes an object of the row that a result set is at.
  @FunctionalInterface
  private interface Row<T> {
    T of(ResultSet rows) throws SQLException;
  }

  /// What is read on one connection.
  @FunctionalInterface
  private interface Read<T> {
    T from(Connection connection) throws SQLException;
  }

  /// Where connections come from.
  private interface Connections {
    <T> T with(Read<T> read) throws SQLException;
  }
}
