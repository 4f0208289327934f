package dev.weft.bench.spring;

import dev.weft.bench.spring.Rows.Activity;
import dev.weft.bench.spring.Rows.Comment;
import dev.weft.bench.spring.Rows.Dashboard;
import dev.weft.bench.spring.Rows.Notification;
import dev.weft.bench.spring.Rows.Post;
import dev.weft.bench.spring.Rows.Profile;
import dev.weft.bench.spring.Rows.Stats;
import dev.weft.bench.spring.Rows.User;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
class UserController {
  private final JdbcClient jdbc;
  private final ExecutorService parts;

  UserController(JdbcClient jdbc, ExecutorService parts) {
    this.jdbc = jdbc;
    this.parts = parts;
  }

  @GetMapping("/api/users/{id}/dashboard")
  Dashboard dashboard(@PathVariable long id) {
    var user = CompletableFuture.supplyAsync(() -> user(id), parts);
    var stats = CompletableFuture.supplyAsync(() -> stats(id), parts);
    var notifications =
        CompletableFuture.supplyAsync(
            () ->
                newest(
                    Notification.class,
                    "select id, kind, message, created_at from notifications where user_id = ? and not is_read",
                    id,
                    10),
            parts);
    var activities =
        CompletableFuture.supplyAsync(
            () ->
                newest(
                    Activity.class,
                    "select id, kind, description, created_at from activities where user_id = ?",
                    id,
                    20),
            parts);
    return new Dashboard(
        user.join(), stats.join(), notifications.join(), activities.join(), List.of());
  }

  @GetMapping("/api/users/{id}/profile")
  Profile profile(@PathVariable long id) {
    var user = CompletableFuture.supplyAsync(() -> user(id), parts);
    var posts =
        CompletableFuture.supplyAsync(
            () ->
                newest(
                    Post.class,
                    "select id, title, body, created_at from posts where user_id = ?",
                    id,
                    100),
            parts);
    var comments =
        CompletableFuture.supplyAsync(
            () ->
                newest(
                    Comment.class,
                    "select id, post_id, body, created_at from comments where user_id = ?",
                    id,
                    100),
            parts);
    return new Profile(user.join(), posts.join(), comments.join());
  }

  private User user(long id) {
    return jdbc.sql("select id, name, email, created_at from users where id = ?")
        .param(id)
        .query(User.class)
        .optional()
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  private Stats stats(long id) {
    return jdbc.sql(
            """
            select (select count(*) from posts where user_id = ?) as posts,
                   (select count(*) from comments where user_id = ?) as comments,
                   (select count(*) from likes where user_id = ?) as likes
            """)
        .params(id, id, id)
        .query(Stats.class)
        .single();
  }

  private <T> List<T> newest(Class<T> type, String select, long id, int limit) {
    return jdbc.sql(select + " order by created_at desc, id desc limit ?")
        .params(id, limit)
        .query(type)
        .list();
  }
}
