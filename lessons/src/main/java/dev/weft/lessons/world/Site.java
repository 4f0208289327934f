package dev.weft.lessons.world;

/// The tables behind a dashboard: two users and what they have.
public final class Site {
  private static final String SCRIPT =
      """
      create table users (id bigint primary key, name text not null);
      insert into users values (1, 'Ada'), (2, 'Alan');

      create table posts (
        id      bigint generated always as identity primary key,
        user_id bigint not null references users (id),
        title   text not null
      );
      insert into posts (user_id, title) values (1, 'One'), (1, 'Two'), (2, 'Three'), (1, 'Four');

      create table comments (user_id bigint not null references users (id));
      insert into comments values (1), (1);
      create table likes (user_id bigint not null references users (id));
      insert into likes values (1), (2), (1), (1), (1);

      create table notifications (
        id      bigint generated always as identity primary key,
        user_id bigint not null references users (id),
        message text not null,
        link    text not null,
        is_read boolean not null default false
      );
      insert into notifications (user_id, message, link)
      values (1, 'Alan likes a post', ''), (2, 'Ada has answered', '/posts/3');
      """;

  private Site() {}

  /// The tables, to which a lesson adds its answers.
  public static Tables tables() {
    return Tables.of(SCRIPT)
        .row("users", 1L, 1L, "Ada")
        .row("users", 2L, 2L, "Alan")
        .row("posts", 1L, 1L, 1L, "One")
        .row("posts", 2L, 2L, 1L, "Two")
        .row("posts", 3L, 3L, 2L, "Three")
        .row("posts", 4L, 4L, 1L, "Four")
        .row("comments", 1L, 1L)
        .row("comments", 2L, 1L)
        .row("likes", 1L, 1L)
        .row("likes", 2L, 2L)
        .row("likes", 3L, 1L)
        .row("likes", 4L, 1L)
        .row("likes", 5L, 1L)
        .row("notifications", 1L, 1L, 1L, "Alan likes a post", "")
        .row("notifications", 2L, 2L, 2L, "Ada has answered", "/posts/3");
  }
}
