package dev.weft.bench.vertx;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Transfers between accounts, each in one transaction, under a key that makes a repetition
/// harmless.
final class Transfers {
  private static final BigDecimal MOST = new BigDecimal("99999999999999999.99");

  private static final String CLAIM =
      """
      insert into transfer_requests (key, from_account, to_account, amount)
      values ($1, $2, $3, $4) on conflict (key) do nothing
      """;
  private static final String OUTCOME =
      """
      select r.from_account = $1 and r.to_account = $2 and r.amount = $3 as same,
             r.outcome, t.id, t.from_account, t.to_account, t.amount, t.created_at
      from transfer_requests r left join transfers t on t.id = r.transfer_id
      where r.key = $4
      """;
  private static final String LOCK =
      "select id, balance from accounts where id in ($1, $2) order by id for no key update";
  private static final String MOVE =
      """
      with
        payer as (
          update accounts set balance = balance - $3 where id = $1 returning balance),
        payee as (
          update accounts set balance = balance + $3 where id = $2 returning balance),
        made as (
          insert into transfers (from_account, to_account, amount) values ($1, $2, $3)
          returning id, from_account, to_account, amount, created_at),
        audited as (
          insert into transfer_audit (transfer_id, from_balance, to_balance)
          select made.id, payer.balance, payee.balance from made, payer, payee)
      select id, from_account, to_account, amount, created_at from made
      """;
  private static final String RECORD =
      "update transfer_requests set outcome = $1, account = $2, transfer_id = $3 where key = $4";

  private final Pool pool;

  Transfers(Pool pool) {
    this.pool = pool;
  }

  private record Order(String key, long from, long to, BigDecimal amount) {}

  private record Outcome(String name, @Nullable Long account, @Nullable Row transfer) {}

  void transfer(RoutingContext request) {
    JsonObject body = request.body().asJsonObject();
    var order =
        new Order(
            request.request().getHeader("Idempotency-Key"),
            body.getLong("from"),
            body.getLong("to"),
            new BigDecimal(body.getString("amount")).setScale(2));
    pool.withTransaction(connection -> transfer(connection, order))
        .onSuccess(outcome -> answer(request, outcome))
        .onFailure(request::fail);
  }

  private static void answer(RoutingContext request, Outcome outcome) {
    Row transfer = outcome.transfer();
    if (transfer == null) {
      request.fail(outcome.name().equals("unknown account") ? 404 : 409);
      return;
    }
    request
        .response()
        .setStatusCode(201)
        .putHeader("Location", "/api/transfers/" + transfer.getLong("id"));
    request.json(
        new JsonObject()
            .put("id", transfer.getLong("id"))
            .put("from", transfer.getLong("from_account"))
            .put("to", transfer.getLong("to_account"))
            .put("amount", transfer.getBigDecimal("amount").toPlainString())
            .put("createdAt", transfer.getOffsetDateTime("created_at").toInstant()));
  }

  private static Future<Outcome> transfer(SqlConnection connection, Order order) {
    return query(connection, CLAIM, Tuple.of(order.key(), order.from(), order.to(), order.amount()))
        .compose(claimed ->
            claimed.rowCount() == 1
                ? make(connection, order)
                    .compose(outcome -> record(connection, order, outcome).map(outcome))
                : outcome(connection, order));
  }

  private static Future<Outcome> make(SqlConnection connection, Order order) {
    return query(connection, LOCK, Tuple.of(order.from(), order.to()))
        .compose(rows -> {
          Map<Long, BigDecimal> balances = new HashMap<>();
          rows.forEach(row -> balances.put(row.getLong(0), row.getBigDecimal(1)));
          BigDecimal payer = balances.get(order.from());
          BigDecimal payee = balances.get(order.to());
          if (payer == null) {
            return Future.succeededFuture(new Outcome("unknown account", order.from(), null));
          }
          if (payee == null) {
            return Future.succeededFuture(new Outcome("unknown account", order.to(), null));
          }
          if (payer.compareTo(order.amount()) < 0) {
            return Future.succeededFuture(new Outcome("insufficient funds", order.from(), null));
          }
          if (payee.add(order.amount()).compareTo(MOST) > 0) {
            return Future.succeededFuture(new Outcome("account full", order.to(), null));
          }
          return query(connection, MOVE, Tuple.of(order.from(), order.to(), order.amount()))
              .map(moved -> new Outcome("done", null, moved.iterator().next()));
        });
  }

  private static Future<RowSet<Row>> record(
      SqlConnection connection, Order order, Outcome outcome) {
    Row transfer = outcome.transfer();
    Long id = transfer == null ? null : transfer.getLong("id");
    return query(connection, RECORD, Tuple.of(outcome.name(), outcome.account(), id, order.key()));
  }

  private static Future<Outcome> outcome(SqlConnection connection, Order order) {
    return query(
            connection, OUTCOME, Tuple.of(order.from(), order.to(), order.amount(), order.key()))
        .map(rows -> {
          Row row = rows.iterator().next();
          if (!row.getBoolean("same")) {
            throw new HttpException(422);
          }
          String name = row.getString("outcome");
          return new Outcome(name, null, name.equals("done") ? row : null);
        });
  }

  private static Future<RowSet<Row>> query(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
