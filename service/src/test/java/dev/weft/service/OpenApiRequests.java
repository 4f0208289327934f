package dev.weft.service;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Set;

/// For each status that an operation is said to have, a request that is answered with it.
final class OpenApiRequests {
  /// What needs a database that is away, or a sender that is silent; other tests see to them.
  static final Set<String> NOT_HERE =
      Set.of(
          "POST /api/batches 408",
          "POST /api/batches 503",
          "POST /api/digests 408",
          "POST /api/digests 503",
          "GET /api/batches/{id}/events 503");

  private static final String ORDER = "{\"from\":1,\"to\":2,\"amount\":\"0.01\"}";
  private static final String BATCH = "{\"kind\":\"digest\",\"items\":[\"a\",\"b\"]}";

  private final Service service;

  OpenApiRequests(Service service) {
    this.service = service;
  }

  HttpRequest of(String operation, String status) {
    return switch (operation) {
      case "POST /api/transfers" -> transfer(status);
      case "POST /api/batches" -> batch(status);
      case "POST /api/digests" ->
          service
              .request("/api/digests" + (status.equals("200") ? "" : "?rounds=0"))
              .POST(BodyPublishers.ofString("x"))
              .build();
      default -> other(operation.split(" ", 2), status);
    };
  }

  private HttpRequest other(String[] operation, String status) {
    String id =
        switch (status) {
          case "400" -> "x";
          case "404" -> "999999999";
          default -> "1";
        };
    String upstream =
        switch (status) {
          case "502" -> "missing";
          case "504" -> "slow";
          default -> "good";
        };
    var request = service.request(operation[1].replace("{id}", id).replace("{path}", upstream));
    switch (status) {
      case "304" -> request.header("If-None-Match", "*");
      case "400" -> request.header("Request-Timeout", "soon");
      case "503" -> request.header("Request-Timeout", "0");
      default -> {}
    }
    return request.method(operation[0], BodyPublishers.noBody()).build();
  }

  private HttpRequest transfer(String status) {
    String body =
        switch (status) {
          case "400" -> "{}";
          case "404" -> ORDER.replace("2,", "999999,");
          case "409" -> ORDER.replace("0.01", "99999999999");
          case "413" -> " ".repeat(2_000_000);
          case "422" -> ORDER.replace("0.01", "0.02");
          default -> ORDER;
        };
    // The key of the one that is made is there already when it is used for another order.
    String key = status.equals("201") || status.equals("422") ? "made" : "for-" + status;
    var request =
        service
            .request("/api/transfers")
            .header("Idempotency-Key", key)
            .header("Content-Type", status.equals("415") ? "text/plain" : "application/json")
            .POST(BodyPublishers.ofString(body));
    if (status.equals("503")) {
      request.header("Request-Timeout", "0");
    }
    return request.build();
  }

  private HttpRequest batch(String status) {
    String body =
        switch (status) {
          case "400" -> "{}";
          case "413" -> " ".repeat(2_000_000);
          default -> BATCH;
        };
    return service
        .request("/api/batches")
        .header("Content-Type", status.equals("415") ? "text/plain" : "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }
}
