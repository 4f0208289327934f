package dev.weft.bench.vertx;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Iterator;

/// What is read about users: the parts of an answer side by side.
final class Users {
  private static final String USER = "select id, name, email, created_at from users where id = $1";
  private static final String STATS =
      """
      select (select count(*) from posts where user_id = $1) as posts,
             (select count(*) from comments where user_id = $1) as comments,
             (select count(*) from likes where user_id = $1) as likes
      """;
  private static final String NOTIFICATIONS =
      """
      select id, kind, message, created_at from notifications where user_id = $1 and not is_read
      order by created_at desc, id desc limit $2
      """;
  private static final String ACTIVITIES =
      """
      select id, kind, description, created_at from activities where user_id = $1
      order by created_at desc, id desc limit $2
      """;
  private static final String POSTS =
      """
      select id, title, body, created_at from posts where user_id = $1
      order by created_at desc, id desc limit $2
      """;
  private static final String COMMENTS =
      """
      select id, post_id, body, created_at from comments where user_id = $1
      order by created_at desc, id desc limit $2
      """;

  private final SqlClient database;

  Users(SqlClient database) {
    this.database = database;
  }

  void dashboard(RoutingContext request) {
    long id = Long.parseLong(request.pathParam("id"));
    Future<JsonObject> user = user(id);
    Future<RowSet<Row>> stats = query(STATS, Tuple.of(id));
    Future<RowSet<Row>> notifications = query(NOTIFICATIONS, Tuple.of(id, 10));
    Future<RowSet<Row>> activities = query(ACTIVITIES, Tuple.of(id, 20));
    Future.all(user, stats, notifications, activities)
        .map(all ->
            new JsonObject()
                .put("user", user.result())
                .put("stats", Rows.json(stats.result().iterator().next()))
                .put("notifications", Rows.json(notifications.result()))
                .put("recentActivity", Rows.json(activities.result()))
                .put("degraded", new JsonArray()))
        .onSuccess(request::json)
        .onFailure(request::fail);
  }

  void profile(RoutingContext request) {
    long id = Long.parseLong(request.pathParam("id"));
    Future<JsonObject> user = user(id);
    Future<RowSet<Row>> posts = query(POSTS, Tuple.of(id, 100));
    Future<RowSet<Row>> comments = query(COMMENTS, Tuple.of(id, 100));
    Future.all(user, posts, comments)
        .map(all ->
            new JsonObject()
                .put("user", user.result())
                .put("posts", Rows.json(posts.result()))
                .put("comments", Rows.json(comments.result())))
        .onSuccess(request::json)
        .onFailure(request::fail);
  }

  private Future<JsonObject> user(long id) {
    return query(USER, Tuple.of(id))
        .map(rows -> {
          Iterator<Row> row = rows.iterator();
          if (!row.hasNext()) {
            throw new HttpException(404);
          }
          return Rows.json(row.next());
        });
  }

  private Future<RowSet<Row>> query(String sql, Tuple values) {
    return database.preparedQuery(sql).execute(values);
  }
}
