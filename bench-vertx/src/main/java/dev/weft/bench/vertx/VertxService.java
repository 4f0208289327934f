package dev.weft.bench.vertx;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/// Dashboards, profiles and transfers, on one event loop; all of these share a pool.
final class VertxService extends VerticleBase {
  private static final String USER = "select id, name, email, created_at from users where id = $1";
  private static final String STATS =
      """
      select (select count(*) from posts where user_id = $1) as posts,
             (select count(*) from comments where user_id = $1) as comments,
             (select count(*) from likes where user_id = $1) as likes
      """;
  private static final String NOTIFICATIONS =
      "select id, kind, message, created_at from notifications where user_id = $1 and not is_read order by created_at desc, id desc limit 10";
  private static final String ACTIVITIES =
      "select id, kind, description, created_at from activities where user_id = $1 order by created_at desc, id desc limit 20";
  private static final String POSTS =
      "select id, title, body, created_at from posts where user_id = $1 order by created_at desc, id desc limit 100";
  private static final String COMMENTS =
      "select id, post_id, body, created_at from comments where user_id = $1 order by created_at desc, id desc limit 100";

  private final int port;
  private final String database;
  private final int connections;

  VertxService(int port, String database, int connections) {
    this.port = port;
    this.database = database;
    this.connections = connections;
  }

  @Override
  public Future<HttpServer> start() {
    Pool pool =
        PgBuilder.pool()
            .connectingTo(PgConnectOptions.fromUri(database).setCachePreparedStatements(true))
            .with(new PoolOptions().setMaxSize(connections).setShared(true).setName("database"))
            .using(vertx)
            .build();
    Router router = Router.router(vertx);
    router.get("/api/users/:id/dashboard").handler(request -> dashboard(pool, request));
    router.get("/api/users/:id/profile").handler(request -> profile(pool, request));
    router
        .post("/api/transfers")
        .handler(BodyHandler.create(false))
        .handler(request -> transfer(pool, request));
    return vertx.createHttpServer().requestHandler(router).listen(port, "127.0.0.1");
  }

  private static void dashboard(Pool pool, RoutingContext request) {
    Tuple id = Tuple.of(Long.valueOf(request.pathParam("id")));
    Future<RowSet<Row>> user = pool.preparedQuery(USER).execute(id);
    Future<RowSet<Row>> stats = pool.preparedQuery(STATS).execute(id);
    Future<RowSet<Row>> notifications = pool.preparedQuery(NOTIFICATIONS).execute(id);
    Future<RowSet<Row>> activities = pool.preparedQuery(ACTIVITIES).execute(id);
    Future.all(user, stats, notifications, activities)
        .onSuccess(
            all -> {
              if (user.result().size() == 0) {
                request.fail(404);
                return;
              }
              request.json(
                  new JsonObject()
                      .put("user", json(user.result().iterator().next()))
                      .put("stats", json(stats.result().iterator().next()))
                      .put("notifications", json(notifications.result()))
                      .put("recentActivity", json(activities.result()))
                      .put("degraded", new JsonArray()));
            })
        .onFailure(request::fail);
  }

  private static void profile(Pool pool, RoutingContext request) {
    Tuple id = Tuple.of(Long.valueOf(request.pathParam("id")));
    Future<RowSet<Row>> user = pool.preparedQuery(USER).execute(id);
    Future<RowSet<Row>> posts = pool.preparedQuery(POSTS).execute(id);
    Future<RowSet<Row>> comments = pool.preparedQuery(COMMENTS).execute(id);
    Future.all(user, posts, comments)
        .onSuccess(
            all -> {
              if (user.result().size() == 0) {
                request.fail(404);
                return;
              }
              request.json(
                  new JsonObject()
                      .put("user", json(user.result().iterator().next()))
                      .put("posts", json(posts.result()))
                      .put("comments", json(comments.result())));
            })
        .onFailure(request::fail);
  }

  private static void transfer(Pool pool, RoutingContext request) {
    JsonObject order = request.body().asJsonObject();
    long from = order.getLong("from");
    long to = order.getLong("to");
    BigDecimal amount = new BigDecimal(order.getString("amount"));
    String key = request.request().getHeader("Idempotency-Key");
    pool.withTransaction(connection -> transfer(connection, key, from, to, amount))
        .onSuccess(made -> request.response().setStatusCode(201).end(made.toBuffer()))
        .onFailure(request::fail);
  }

  private static Future<JsonObject> transfer(
      SqlConnection connection, String key, long from, long to, BigDecimal amount) {
    Map<Long, BigDecimal> balances = new HashMap<>();
    return query(
            connection,
            "insert into transfer_requests (key, from_account, to_account, amount) values ($1, $2, $3, $4) on conflict (key) do nothing",
            Tuple.of(key, from, to, amount))
        .compose(
            claimed ->
                claimed.rowCount() == 1
                    ? query(
                        connection,
                        "select id, balance from accounts where id = $1 or id = $2 order by id for no key update",
                        Tuple.of(from, to))
                    : Future.failedFuture(new Refused(409)))
        .compose(
            accounts -> {
              accounts.forEach(row -> balances.put(row.getLong(0), row.getBigDecimal(1)));
              if (balances.size() < 2) {
                return Future.failedFuture(new Refused(404));
              }
              if (balances.get(from).compareTo(amount) < 0) {
                return Future.failedFuture(new Refused(409));
              }
              return query(
                  connection,
                  "update accounts set balance = balance - $1 where id = $2",
                  Tuple.of(amount, from));
            })
        .compose(
            taken ->
                query(
                    connection,
                    "update accounts set balance = balance + $1 where id = $2",
                    Tuple.of(amount, to)))
        .compose(
            given ->
                query(
                    connection,
                    "insert into transfers (from_account, to_account, amount) values ($1, $2, $3) returning id, created_at",
                    Tuple.of(from, to, amount)))
        .compose(
            made -> {
              Row transfer = made.iterator().next();
              return query(
                      connection,
                      "insert into transfer_audit (transfer_id, from_balance, to_balance) values ($1, $2, $3)",
                      Tuple.of(
                          transfer.getLong(0),
                          balances.get(from).subtract(amount),
                          balances.get(to).add(amount)))
                  .compose(
                      audited ->
                          query(
                              connection,
                              "update transfer_requests set outcome = 'done', transfer_id = $1 where key = $2",
                              Tuple.of(transfer.getLong(0), key)))
                  .map(
                      noted ->
                          json(transfer)
                              .put("from", from)
                              .put("to", to)
                              .put("amount", amount.toPlainString()));
            });
  }

  private static Future<RowSet<Row>> query(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }

  /// Rolls the transaction back.
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    Refused(int status) {
      super("status " + status, null, false, false);
      this.status = status;
    }

    @Override
    public String toString() {
      return "refused with " + status;
    }
  }

  private static JsonArray json(RowSet<Row> rows) {
    JsonArray array = new JsonArray();
    rows.forEach(row -> array.add(json(row)));
    return array;
  }

  private static JsonObject json(Row row) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < row.size(); i++) {
      Object value = row.getValue(i);
      object.put(camel(row.getColumnName(i)), value instanceof java.time.OffsetDateTime at ? at.toInstant() : value);
    }
    return object;
  }

  private static String camel(String name) {
    return switch (name) {
      case "created_at" -> "createdAt";
      case "post_id" -> "postId";
      default -> name;
    };
  }
}
