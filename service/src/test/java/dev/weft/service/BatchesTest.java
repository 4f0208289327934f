package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Batches as a client sees them.
@SuppressWarnings("StringConcatToTextBlock") // lines of HTTP end otherwise
class BatchesTest {
  @RegisterExtension private static final Service SERVICE = Service.patient();

  private static HttpResponse<String> create(String type, String query, String body)
      throws IOException, InterruptedException {
    return Service.send(
        SERVICE
            .request("/api/batches" + query)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static JsonNode created(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    JsonNode batch = Service.json(answer);
    assertThat(answer.headers().firstValue("Location")).contains("/api/batches/" + batch.get("id"));
    return batch;
  }

  private static JsonNode view(JsonNode batch) throws IOException, InterruptedException {
    return Service.json(SERVICE.get("/api/batches/" + batch.get("id")));
  }

  private static JsonNode ended(JsonNode batch) throws Exception {
    Await.until("so", Duration.ofSeconds(20), () -> view(batch).has("endedAt"));
    return view(batch);
  }

  private static String items(int count, String prefix) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"" + prefix + i + "\"")
        .collect(Collectors.joining(","));
  }

  @Test
  void digestsOfAll_areComputed_andResultsAreInTheirOrder() throws Exception {
    JsonNode batch =
        created(
            create(
                "application/json",
                "",
                "{\"kind\":\"digest\",\"concurrency\":3,\"items\":[" + items(50, "text ") + "]}"));
    assertThat(batch.get("total").intValue()).isEqualTo(50);
    JsonNode end = ended(batch);
    assertThat(end.get("state").stringValue()).isEqualTo("done");
    assertThat(end.get("done").intValue()).isEqualTo(50);
    assertThat(end.get("failed").intValue()).isZero();
    JsonNode results =
        Service.json(SERVICE.get("/api/batches/" + batch.get("id") + "/results?after=9&limit=2"))
            .get("results");
    assertThat(results.size()).isEqualTo(2);
    assertThat(results.get(0).get("position").intValue()).isEqualTo(10);
    assertThat(results.get(0).get("result").stringValue()).matches("[0-9a-f]{64}");
  }

  @Test
  void upstreamIsAsked_forEachItem() throws Exception {
    JsonNode batch =
        created(
            create(
                "application/json",
                "",
                "{\"kind\":\"upstream\",\"items\":[" + items(20, "users/") + "]}"));
    assertThat(batch.get("concurrency").intValue()).isEqualTo(5);
    assertThat(ended(batch).get("done").intValue()).isEqualTo(20);
    assertThat(SERVICE.get("/api/batches/" + batch.get("id") + "/results").body())
        .contains("{\\\"path\\\":\\\"/users/19\\\"}");
  }

  @Test
  void linesOfAnyNumber_areTaken() throws Exception {
    String lines =
        IntStream.range(0, 20_000).mapToObj(i -> "\"" + i + "\"\n").collect(Collectors.joining());
    JsonNode batch = created(create("application/x-ndjson", "?kind=digest&concurrency=1", lines));
    assertThat(batch.get("total").intValue()).isEqualTo(20_000);
    Service.send(SERVICE.request("/api/batches/" + batch.get("id")).DELETE().build());
  }

  @Test
  void cancelledBatch_endsAtOnce_andKeepsWhatWasDone() throws Exception {
    JsonNode batch =
        created(
            create(
                "application/json",
                "",
                "{\"kind\":\"upstream\",\"concurrency\":2,\"items\":["
                    + items(5_000, "x/")
                    + "]}"));
    Await.until("so", Duration.ofSeconds(20), () -> view(batch).get("done").intValue() > 3);
    HttpResponse<String> answer =
        Service.send(SERVICE.request("/api/batches/" + batch.get("id")).DELETE().build());
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode end = Service.json(answer);
    assertThat(end.get("state").stringValue()).isEqualTo("cancelled");
    assertThat(end.get("inFlight").intValue()).isZero();
    assertThat(end.get("done").intValue()).isBetween(3, 4_000);
    assertThat(view(batch)).isEqualTo(end);
    // Once more is no harm.
    assertThat(
            Service.send(SERVICE.request("/api/batches/" + batch.get("id")).DELETE().build())
                .body())
        .isEqualTo(answer.body());
  }

  @Test
  void progress_isToldLive_untilTheEnd() throws Exception {
    JsonNode batch =
        created(
            create(
                "application/json",
                "",
                "{\"kind\":\"upstream\",\"concurrency\":4,\"items\":[" + items(200, "x/") + "]}"));
    HttpResponse<String> stream = SERVICE.get("/api/batches/" + batch.get("id") + "/events");
    assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
    List<String> events = new ArrayList<>();
    stream
        .body()
        .lines()
        .filter(line -> line.startsWith("event: "))
        .forEach(line -> events.add(line.substring(7)));
    assertThat(events).hasSizeGreaterThan(3).endsWith("end");
    assertThat(events.subList(0, events.size() - 1)).containsOnly("progress");
    assertThat(stream.body()).contains("\"done\":200");
  }

  @Test
  void clientsThatLeaveTheirStream_areNoErrors() throws Exception {
    String body = "{\"kind\":\"digest\",\"items\":[" + items(1, "x/") + "]}";
    JsonNode batch = ended(created(create("application/json", "", body)));
    try (var log = new LogCapture()) {
      for (int i = 0; i < 1_000; i++) {
        try (var client = new RawClient(SERVICE.port())) {
          client.get("/api/batches/" + batch.get("id") + "/events");
          client.answer();
        }
      }
      Await.until("so", Duration.ofSeconds(30), () -> SERVICE.server().activeRequests() == 0);
      assertThat(log.records())
          .extracting(line -> line.getMessage() + ": " + line.getThrown())
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"kind\":\"digest\",\"items\":[]}|there are no items",
        "{\"kind\":\"digest\"}|field \"items\" is missing",
        "{\"kind\":\"digest\",\"items\":\"x\"}|field \"items\" is \"x\", but has to be an array",
        "{\"kind\":\"digest\",\"items\":[\"a\",1]}|field \"items[1]\" is 1, but has to be a string",
        "{\"kind\":\"digest\",\"items\":[\"\\u0000\"]}|without the character NUL",
        "{\"kind\":\"mine\",\"items\":[\"a\"]}|kind \"mine\" is not known",
        "{\"items\":[\"a\"]}|field \"kind\" is missing",
        "{\"kind\":\"digest\",\"concurrency\":0,\"items\":[\"a\"]}|from 1 to 100",
        "{\"kind\":\"digest\",\"concurrency\":101,\"items\":[\"a\"]}|from 1 to 100",
        "{\"kind\":\"upstream\",\"items\":[\"../etc\"]}|has to be a path",
        "{\"kind\":\"upstream\",\"items\":[\"a//b\"]}|has to be a path",
        "{\"kind\":\"upstream\",\"items\":[\"a?b=c\"]}|has to be a path",
        "{\"kind\":\"upstream\",\"items\":[\"http://evil\"]}|has to be a path"
      })
  void malformedBatches_areRefused_andLeaveNothing(String body, String detail) throws Exception {
    long before = SERVICE.database().number("select count(*) from batches");
    HttpResponse<String> answer = create("application/json", "", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(Problem.check(answer).get("detail").stringValue()).contains(detail);
    assertThat(SERVICE.database().number("select count(*) from batches")).isEqualTo(before);
  }

  @Test
  void lineThatIsNone_isRefused_withItsNumber_andLeavesNothing() throws Exception {
    long before = SERVICE.database().number("select count(*) from batches");
    String lines = "\"a\"\n".repeat(1_500) + "{oops\n";
    HttpResponse<String> answer = create("application/x-ndjson", "?kind=digest", lines);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Problem.check(answer).get("detail").stringValue()).contains("line 1501 is not JSON");
    assertThat(
            create("application/x-ndjson", "?kind=digest", "\"" + "a".repeat(40_000) + "\"").body())
        .contains("line 1 is longer than");
    assertThat(SERVICE.database().number("select count(*) from batches")).isEqualTo(before);
    assertThat(
            SERVICE
                .database()
                .number(
                    "select count(*) from batch_items where batch_id not in (select id from batches)"))
        .isZero();
  }

  @Test
  void clientThatGoesAway_whileItSends_leavesNothing() throws Exception {
    long before = SERVICE.database().number("select count(*) from batches");
    try (var client = new RawClient(SERVICE.port())) {
      client.send(
          "POST /api/batches?kind=digest HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
              + "Content-Length: 1000000\r\n\r\n"
              + "\"a\"\n".repeat(2_000));
      Await.until(
          "so",
          Duration.ofSeconds(20),
          () -> SERVICE.database().number("select count(*) from batches") > before);
    }
    Await.until(
        "so",
        Duration.ofSeconds(20),
        () -> SERVICE.database().number("select count(*) from batches") == before);
  }

  @Test
  void batchThatIsNot_isNotFound() throws Exception {
    for (String path :
        List.of(
            "/api/batches/999999", "/api/batches/999999/results", "/api/batches/999999/events")) {
      assertThat(SERVICE.get(path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(SERVICE.get("/api/batches/x").statusCode()).isEqualTo(400);
    assertThat(SERVICE.get("/api/batches/x/events").statusCode()).isEqualTo(400);
  }

  @Test
  void noConnectionIsHeld_whileAClientSendsSlowly() throws Exception {
    long before = SERVICE.database().number("select coalesce(max(id), 0) from batches");
    try (var client = new RawClient(SERVICE.port())) {
      client.send(
          "POST /api/batches?kind=digest HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
              + "Content-Length: 1000000\r\n\r\n"
              + "\"a\"\n".repeat(750));
      // By then it has had a connection at least twice, for the batch and for its first items.
      Await.until(
          "some items are there, and more are awaited",
          Duration.ofSeconds(20),
          () ->
              SERVICE
                      .database()
                      .number(
                          """
                          select count(*) from batch_items join batches on id = batch_id
                          where state = 'receiving' and id > %d
                          """
                              .formatted(before))
                  > 0);
      Await.until(
          "no connection is held",
          Duration.ofSeconds(8),
          () -> SERVICE.pool().usage().active() == 0);
      assertThat(SERVICE.server().activeRequests()).isPositive();
    }
    // It is not to be missed by another test that counts batches.
    Await.until(
        "the batch is forgotten",
        Duration.ofSeconds(20),
        () -> SERVICE.database().number("select count(*) from batches where id > " + before) == 0);
  }
}
