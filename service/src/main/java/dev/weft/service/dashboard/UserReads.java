package dev.weft.service.dashboard;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// The statements that a dashboard or a profile consists of. Over a data source each takes a
/// connection of its own for as long as it runs, so that they can run side by side.
final class UserReads implements PartReader {
  private static final int NOTIFICATIONS = 10;
  private static final int ACTIVITIES = 20;
  private static final int PROFILE_ROWS = 100;

  private final Jdbi jdbi;

  UserReads(Jdbi jdbi) {
    this.jdbi = jdbi;
    for (Class<?> row :
        List.of(
            User.class,
            Stats.class,
            Notification.class,
            Activity.class,
            Post.class,
            Comment.class)) {
      jdbi.registerRowMapper(ConstructorMapper.factory(row));
    }
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T read(Part<T, X> part) throws X {
    return part.from(this);
  }

  Optional<User> user(long id) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery("select id, name, email, created_at from users where id = :id")
            .bind("id", id)
            .mapTo(User.class)
            .findOne());
  }

  /// One statement, so one connection and one snapshot for the three counts.
  Stats stats(long id) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(
                """
                select (select count(*) from posts where user_id = :id) as posts,
                       (select count(*) from comments where user_id = :id) as comments,
                       (select count(*) from likes where user_id = :id) as likes
                """)
            .bind("id", id)
            .mapTo(Stats.class)
            .one());
  }

  List<Notification> unreadNotifications(long id) {
    return newest(
        Notification.class,
        "select id, kind, message, created_at from notifications where user_id = :id and not is_read",
        id,
        NOTIFICATIONS);
  }

  List<Activity> recentActivity(long id) {
    return newest(
        Activity.class,
        "select id, kind, description, created_at from activities where user_id = :id",
        id,
        ACTIVITIES);
  }

  List<Post> posts(long id) {
    return newest(
        Post.class,
        "select id, title, body, created_at from posts where user_id = :id",
        id,
        PROFILE_ROWS);
  }

  List<Comment> comments(long id) {
    return newest(
        Comment.class,
        "select id, post_id, body, created_at from comments where user_id = :id",
        id,
        PROFILE_ROWS);
  }

  private <T> List<T> newest(Class<T> type, String select, long id, int limit) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(select + " order by created_at desc, id desc limit :limit")
            .bind("id", id)
            .bind("limit", limit)
            .mapTo(type)
            .list());
  }
}
