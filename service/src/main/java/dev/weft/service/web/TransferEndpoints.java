package dev.weft.service.web;

import dev.weft.service.money.Amount;
import dev.weft.service.money.Order;
import dev.weft.service.money.TransferOutcome.AccountFull;
import dev.weft.service.money.TransferOutcome.Done;
import dev.weft.service.money.TransferOutcome.InsufficientFunds;
import dev.weft.service.money.TransferOutcome.KeyOfAnotherOrder;
import dev.weft.service.money.TransferOutcome.UnknownAccount;
import dev.weft.service.money.Transfers;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Accounts and transfers between them.
final class TransferEndpoints {
  private static final HeaderName KEY = HeaderNames.create("Idempotency-Key");
  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1,255}");

  private final Transfers transfers;

  private TransferEndpoints(Transfers transfers) {
    this.transfers = transfers;
  }

  static void addTo(Endpoints endpoints, Transfers transfers) {
    var here = new TransferEndpoints(transfers);
    endpoints
        .post("/api/transfers", here::transfer)
        .get("/api/transfers/{id}", here::find)
        .get("/api/accounts/{id}", here::account);
  }

  private Answer transfer(ServerRequest request) throws Exception {
    String key = key(request);
    Order order = order(JsonBody.of(request, Set.of("from", "to", "amount")));
    return switch (transfers.transfer(key, order)) {
      case Done(var transfer) ->
          new Answer(
              201,
              Json.CONTENT_TYPE,
              Json.bytes(transfer),
              Map.of("Location", "/api/transfers/" + transfer.id()));
      case UnknownAccount(long account) -> throw Refusal.notFound("there is no account " + account);
      case InsufficientFunds(long account) ->
          throw Refusal.conflict("account " + account + " has less than " + order.amount());
      case AccountFull(long account) ->
          throw Refusal.conflict("account " + account + " cannot hold " + order.amount() + " more");
      case KeyOfAnotherOrder() ->
          throw Refusal.unprocessable(
              "this Idempotency-Key was used for another transfer; use a new one for each transfer");
    };
  }

  private static String key(ServerRequest request) throws Refusal {
    List<String> values =
        request.headers().contains(KEY) ? request.headers().get(KEY).allValues() : List.of();
    if (values.size() == 1 && VISIBLE.matcher(values.getFirst()).matches()) {
      return values.getFirst();
    }
    throw Refusal.badRequest(
        "a transfer needs one Idempotency-Key header of 1 to 255 visible ASCII characters, such as"
            + " a UUID, so that it can be repeated without being made twice");
  }

  private static Order order(JsonBody body) throws Refusal {
    try {
      return new Order(body.id("from"), body.id("to"), Amount.parse(body.text("amount")));
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private Answer find(ServerRequest request) throws Exception {
    long id = Numbers.id(request, "transfer");
    return Json.ok(
        transfers.find(id).orElseThrow(() -> Refusal.notFound("there is no transfer " + id)));
  }

  private Answer account(ServerRequest request) throws Exception {
    long id = Numbers.id(request, "account");
    return Json.ok(
        transfers.account(id).orElseThrow(() -> Refusal.notFound("there is no account " + id)));
  }
}
