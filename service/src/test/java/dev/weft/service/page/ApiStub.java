package dev.weft.service.page;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// What the page's tools ask for, answered as a test says, and remembered. Accounts 1 and 2 and a
/// healthy upstream are there from the beginning.
final class ApiStub {
  /// A request: its method and path, its `Idempotency-Key` if it has one, its body.
  record Asked(String line, String key, String body) {}

  /// How long, in seconds, a client with too many requests is told to wait.
  static final int RETRY_AFTER = 7;

  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final Map<String, EventFeed> feeds = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> holds = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile boolean away;

  ApiStub() {
    answer("GET /api/upstream", upstream(true, 12, 0, 0));
    answer("GET /api/accounts/1", account(1, "100.00"));
    answer("GET /api/accounts/2", account(2, "12345.60"));
  }

  static Reply json(int status, String body) {
    return new Reply(status, "application/json", "", body);
  }

  static Reply account(long id, String balance) {
    return json(200, "{\"id\":%d,\"userId\":%d,\"balance\":\"%s\"}".formatted(id, id, balance));
  }

  static Reply transfer(long from, long to, String amount) {
    return json(
        201, "{\"id\":5,\"from\":%d,\"to\":%d,\"amount\":\"%s\"}".formatted(from, to, amount));
  }

  static Reply upstream(boolean healthy, int succeeded, int failed, int waiting) {
    return json(
        200,
        "{\"perSecond\":10,\"waiting\":%d,\"succeeded\":%d,\"failed\":%d,\"timedOut\":3,\"healthy\":%b}"
            .formatted(waiting, succeeded, failed, healthy));
  }

  /// Batch 7 of 50 items as it stands; it has ended unless it is running.
  static String batch(String state, int done, int failed, int inFlight) {
    return "{\"id\":7,\"state\":\"%s\",\"total\":50,\"done\":%d,\"failed\":%d,\"inFlight\":%d%s}"
        .formatted(
            state,
            done,
            failed,
            inFlight,
            state.equals("running") ? "" : ",\"endedAt\":\"2026-01-01T00:00:00Z\"");
  }

  /// From now on answers this to requests with this method and path.
  void answer(String line, Reply reply) {
    replies.put(line, reply);
  }

  /// From now on answers with events there.
  EventFeed events(String path) {
    return feeds.computeIfAbsent(path, _ -> new EventFeed());
  }

  /// From now on keeps such requests waiting, until the latch is counted down.
  CountDownLatch hold(String line) {
    return holds.computeIfAbsent(line, _ -> new CountDownLatch(1));
  }

  /// While it is away, requests arrive and the connection ends without an answer.
  void away(boolean now) {
    away = now;
  }

  /// The requests that began so, in order.
  List<Asked> asked(String beginning) {
    return asked.stream().filter(each -> each.line().startsWith(beginning)).toList();
  }

  void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String line = exchange.getRequestMethod() + " " + path;
    String key =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key")).orElse("");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(new Asked(line, key, body));
    var feed = feeds.get(path);
    if (away) {
      exchange.close();
    } else if (feed != null) {
      feed.serve(exchange);
    } else {
      var missing = Reply.problem(404, "Not Found", "there is nothing at this path");
      pass(line);
      send(exchange, replies.getOrDefault(line, missing));
    }
  }

  private void pass(String line) {
    var hold = holds.get(line);
    if (hold != null) {
      try {
        hold.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", reply.type());
    if (reply.status() == 429) {
      exchange.getResponseHeaders().set("Retry-After", Integer.toString(RETRY_AFTER));
    }
    PageServer.send(exchange, reply.status(), reply.body().getBytes(StandardCharsets.UTF_8));
  }

  void close() {
    holds.values().forEach(CountDownLatch::countDown);
    feeds.values().forEach(EventFeed::cut);
  }
}
