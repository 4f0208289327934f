package dev.weft.service;

import static dev.weft.service.FuzzText.oneIn;
import static dev.weft.service.FuzzText.pick;

import java.util.List;
import java.util.Random;

/// Requests to all endpoints, most of them valid in most of their parts.
final class FuzzRequests {
  private static final List<String> TYPES =
      List.of(
          "",
          "text/plain",
          "application/json; charset=utf-16",
          "application/json; charset=\"",
          "application/*",
          "*/*",
          ";;;",
          "json",
          "application/",
          "/json",
          "application/json, text/html",
          "APPLICATION/JSON",
          "multipart/form-data; boundary=",
          "application/x-ndjson; charset=nonsense",
          "a/" + "b".repeat(3_000),
          "\u00e9/\u00e9",
          "application/json\r\nContent-Type: text/plain");
  private static final List<String> TIMEOUTS =
      List.of("0", "0.001", "0.05", "2", "-1", "1e9", "999999", "9".repeat(50), "NaN", "", "1;2");
  private static final List<String> KEYS =
      List.of(
          "",
          "a b",
          "\u00e9",
          "k".repeat(255),
          "k".repeat(256),
          "k".repeat(7_000),
          "a\r\nIdempotency-Key: b",
          "a\rX-Evil: 1",
          "a\nX-Evil: 1",
          "a\u0000b",
          "';drop/**/table/**/transfers;--",
          "${x}");
  private static final List<String> READS =
      List.of(
          "/api/transfers/%s",
          "/api/accounts/%s",
          "/api/batches/%s",
          "/api/batches/%s/results",
          "/api/batches/%s/results?after=%s",
          "/api/batches/%s/results?limit=%s&limit=1",
          "/api/batches/%s/events",
          "/api/upstream/%s",
          "/api/upstream/users/%s",
          "/api/users/%s/dashboard",
          "/api/users/%s/profile",
          "/api/upstream?%s",
          "/metrics?%s",
          "/%s",
          "%s");

  private final Random random;
  private final String client;
  private int number;

  FuzzRequests(long seed, int client) {
    this.random = new Random(seed + client);
    this.client = "fuzz-" + client + "-";
  }

  String next() {
    number++;
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 ->
          sending("POST", "/api/transfers" + query(""), key(), FuzzBodies.transfer(random));
      case 7, 8 -> sending("POST", "/api/batches" + query(""), json(), FuzzBodies.batch(random));
      case 9, 10, 11 ->
          sending(
              "POST",
              "/api/batches" + query("?kind=digest&concurrency=3"),
              type("application/x-ndjson"),
              FuzzBodies.lines(random));
      case 12 ->
          sending("POST", "/api/digests" + query("?rounds=9"), "", FuzzText.bytes(random, 3_000));
      case 13 -> sending("DELETE", "/api/batches/" + id(), "", "");
      case 14 -> sending(method(), read(), json() + key(), FuzzBodies.transfer(random));
      default -> head("GET", read()) + "\r\n";
    };
  }

  private String sending(String method, String target, String headers, String body) {
    return head(method, target) + headers + FuzzFraming.framed(random, body);
  }

  private String head(String method, String target) {
    String timeout = oneIn(random, 15) ? "Request-Timeout: " + pick(random, TIMEOUTS) + "\r\n" : "";
    return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + timeout;
  }

  private String method() {
    return pick(random, List.of("PUT", "PATCH", "DELETE", "POST", "OPTIONS", "TRACE", "P(ST"));
  }

  private String key() {
    String key =
        switch (random.nextInt(12)) {
          case 0 -> pick(random, KEYS);
          case 1 -> client + "again";
          default -> client + number;
        };
    return json() + (oneIn(random, 40) ? "" : "Idempotency-Key: " + key + "\r\n");
  }

  private String json() {
    return type("application/json");
  }

  private String type(String right) {
    return "Content-Type: " + (oneIn(random, 12) ? pick(random, TYPES) : right) + "\r\n";
  }

  private String query(String right) {
    if (!oneIn(random, 6)) {
      return right;
    }
    String name = pick(random, List.of("kind", "concurrency", "rounds", "%00", "'", "a[b]"));
    return "?" + name + "=" + FuzzText.segment(random) + (random.nextBoolean() ? "&" + name : "");
  }

  private String id() {
    return oneIn(random, 3) ? FuzzText.segment(random) : Integer.toString(1 + random.nextInt(200));
  }

  private String read() {
    return pick(random, READS).replace("%s", id());
  }
}
