package dev.weft.bench.spring;

import dev.weft.bench.spring.Rows.Activity;
import dev.weft.bench.spring.Rows.Comment;
import dev.weft.bench.spring.Rows.Notification;
import dev.weft.bench.spring.Rows.Post;
import dev.weft.bench.spring.Rows.Stats;
import dev.weft.bench.spring.Rows.User;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What is read about users.
@Repository
class UserRepository {
  private final JdbcClient jdbc;

  UserRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<User> user(long id) {
    return jdbc.sql("select id, name, email, created_at from users where id = ?")
        .param(id)
        .query((row, number) ->
            new User(row.getLong(1), row.getString(2), row.getString(3), instant(row, 4)))
        .optional();
  }

  Stats stats(long id) {
    return jdbc.sql(
            """
            select (select count(*) from posts where user_id = ?) as posts,
                   (select count(*) from comments where user_id = ?) as comments,
                   (select count(*) from likes where user_id = ?) as likes
            """)
        .params(id, id, id)
        .query((row, number) -> new Stats(row.getLong(1), row.getLong(2), row.getLong(3)))
        .single();
  }

  List<Notification> unreadNotifications(long id) {
    return newest(
        """
        select id, kind, message, created_at from notifications where user_id = ? and not is_read
        order by created_at desc, id desc limit ?
        """,
        id,
        10,
        (row, number) ->
            new Notification(row.getLong(1), row.getString(2), row.getString(3), instant(row, 4)));
  }

  List<Activity> recentActivity(long id) {
    return newest(
        """
        select id, kind, description, created_at from activities where user_id = ?
        order by created_at desc, id desc limit ?
        """,
        id,
        20,
        (row, number) ->
            new Activity(row.getLong(1), row.getString(2), row.getString(3), instant(row, 4)));
  }

  List<Post> posts(long id) {
    return newest(
        """
        select id, title, body, created_at from posts where user_id = ?
        order by created_at desc, id desc limit ?
        """,
        id,
        100,
        (row, number) ->
            new Post(row.getLong(1), row.getString(2), row.getString(3), instant(row, 4)));
  }

  List<Comment> comments(long id) {
    return newest(
        """
        select id, post_id, body, created_at from comments where user_id = ?
        order by created_at desc, id desc limit ?
        """,
        id,
        100,
        (row, number) ->
            new Comment(row.getLong(1), row.getLong(2), row.getString(3), instant(row, 4)));
  }

  private <T> List<T> newest(String sql, long id, int limit, RowMapper<T> mapper) {
    return jdbc.sql(sql).params(id, limit).query(mapper).list();
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
