package dev.weft.bench.service;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What all services have to answer: the same as the first that was asked, with all rows and fields
/// in the same order. One that answers something else is not measured.
final class Contract {
  private static final List<String> PATHS =
      List.of(
          "/api/users/1/dashboard",
          "/api/users/777/dashboard",
          "/api/users/2/profile",
          "/api/users/4242/profile");

  private final JsonMapper json = JsonMapper.builder().build();
  private final Map<String, String> expected = new LinkedHashMap<>();

  /// Asks a service for all of it.
  ///
  /// @throws IllegalStateException if it does not answer what is expected
  void check(Contender contender) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (String path : PATHS) {
        require(contender, path, read(client, contender, path));
      }
      String missing = "/api/users/999999999/dashboard";
      require(contender, missing, "" + get(client, contender, missing).statusCode());
      String key = UUID.randomUUID().toString();
      String made = transfer(client, contender, key, "0.5");
      String again = transfer(client, contender, key, "0.5");
      if (!made.equals(again)) {
        throw new IllegalStateException(
            contender.name() + " answered the same key with " + made + ", then with " + again);
      }
      require(contender, "a transfer", withoutNumber(made));
      String poor = transfer(client, contender, UUID.randomUUID().toString(), "99999999999");
      require(contender, "a transfer of more than there is", poor);
    }
  }

  private void require(Contender contender, String what, String answer) {
    String first = expected.putIfAbsent(what, answer);
    if (first != null && !first.equals(answer)) {
      throw new IllegalStateException(
          "%s answers %s with %s, but the first service with %s; make them answer the same"
              .formatted(contender.name(), what, answer, first));
    }
  }

  private String read(HttpClient client, Contender contender, String path)
      throws IOException, InterruptedException {
    HttpResponse<String> response = get(client, contender, path);
    return response.statusCode() + " " + json.readTree(response.body());
  }

  private static HttpResponse<String> get(HttpClient client, Contender contender, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(contender.address(path))).build(),
        BodyHandlers.ofString());
  }

  /// The status of a transfer, and what was made.
  private String transfer(HttpClient client, Contender contender, String key, String amount)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(contender.address("/api/transfers")))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(
                    BodyPublishers.ofString("{\"from\":1,\"to\":2,\"amount\":\"" + amount + "\"}"))
                .build(),
            BodyHandlers.ofString());
    int status = response.statusCode();
    return status == 201 ? status + " " + json.readTree(response.body()) : "" + status;
  }

  /// What is another one for each transfer has only to be of its kind.
  private String withoutNumber(String made) {
    JsonNode transfer = json.readTree(made.substring(made.indexOf(' ') + 1));
    if (!(transfer instanceof ObjectNode fields)
        || !fields.path("id").isIntegralNumber()
        || Instant.parse(fields.path("createdAt").asString())
            .isAfter(Instant.now().plusSeconds(60))) {
      throw new IllegalStateException("a transfer is answered with " + made);
    }
    return fields.put("id", 0).put("createdAt", "").toString();
  }
}
