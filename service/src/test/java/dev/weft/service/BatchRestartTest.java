package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.service.database.EmbeddedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What becomes of batches, streams and transfers when the service ends.
@Tag("slow")
class BatchRestartTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @RegisterExtension static final Programs PROGRAMS = new Programs();

  @TempDir static Path data;

  @BeforeAll
  static void load() throws Exception {
    PROGRAMS.lendTo(data);
    try (EmbeddedServer server = EmbeddedServer.open(data)) {
      SharedPostgres.load(server.jdbcUrl());
    }
  }

  private static ServeProcess start() throws Exception {
    return start(100);
  }

  private static ServeProcess start(int upstreamRate) throws Exception {
    return ServeProcess.start(
        data,
        "--upstream-delay",
        "20ms",
        "--upstream-rate",
        Integer.toString(upstreamRate),
        "--drain-timeout",
        "5s");
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(60));
  }

  private static JsonNode get(int port, String path) throws Exception {
    return JSON.readTree(HTTP.send(request(port, path).build(), BodyHandlers.ofString()).body());
  }

  private static String newBatch(int port, int items) throws Exception {
    String texts =
        IntStream.range(0, items).mapToObj(i -> "\"x/" + i + "\"").collect(Collectors.joining(","));
    HttpResponse<String> answer =
        HTTP.send(
            request(port, "/api/batches")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"kind\":\"upstream\",\"concurrency\":3,\"items\":[" + texts + "]}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(202);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private static void awaitDone(int port, String batch, int done) throws Exception {
    Await.until(
        done + " items are done", SOON, () -> get(port, batch).get("done").intValue() >= done);
  }

  private static void checkThatItGoesOn(String batch, int items) throws Exception {
    try (ServeProcess second = start()) {
      int port = second.awaitPort();
      awaitDone(port, batch, items);
      Await.until("it has ended", SOON, () -> get(port, batch).has("endedAt"));
      JsonNode end = get(port, batch);
      assertThat(end.get("state").stringValue()).isEqualTo("done");
      assertThat(end.get("done").intValue()).isEqualTo(items);
      assertThat(get(port, batch + "/results").get("results").size()).isEqualTo(items);
      second.sigterm();
      assertThat(second.awaitEnd(SOON)).as(second.toString()).isZero();
    }
  }

  @Test
  void killedService_goesOnWithItsBatches_afterTheNextStart() throws Exception {
    String batch;
    try (ServeProcess first = start()) {
      int port = first.awaitPort();
      batch = newBatch(port, 400);
      awaitDone(port, batch, 50);
      first.sigkill();
    }
    checkThatItGoesOn(batch, 400);
  }

  @Test
  void stoppedService_tellsStreams_andGoesOnAfterTheNextStart() throws Exception {
    String batch;
    // It would take twenty seconds for all.
    try (ServeProcess first = start(20)) {
      int port = first.awaitPort();
      batch = newBatch(port, 400);
      awaitDone(port, batch, 20);
      try (var lines =
          HTTP.send(request(port, batch + "/events").build(), BodyHandlers.ofLines()).body()) {
        Iterator<String> stream = lines.iterator();
        assertThat(stream.next()).isEqualTo("event: progress");
        awaitDone(port, batch, 30);
        first.sigterm();
        List<String> rest = new ArrayList<>();
        stream.forEachRemaining(rest::add);
        assertThat(rest)
            .endsWith("event: shutdown", "data: {\"detail\":\"the server is shutting down\"}", "");
      }
      assertThat(first.awaitEnd(SOON)).as(first.toString()).isZero();
      assertThat(String.join("\n", first.err()))
          .containsPattern("batch [0-9]+ is broken off after [0-9]+ items; it goes on after")
          .contains("; 1 batch broken off, which goes on after the next start");
    }
    checkThatItGoesOn(batch, 400);
  }

  @Test
  void transfersDuringTheShutdown_areMadeOrNot_andTheClientsKnow() throws Exception {
    var acknowledged = new AtomicInteger();
    try (ServeProcess first = start();
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      int port = first.awaitPort();
      first.database().execute("update accounts set balance = 1000");
      long before = first.database().number("select count(*) from transfers");
      long sum = first.database().number("select sum(balance)::bigint from accounts");
      List<Future<?>> all =
          IntStream.range(0, 16)
              .<Future<?>>mapToObj(
                  client -> clients.submit(() -> transferUntilItEnds(port, client, acknowledged)))
              .toList();
      Await.until("some are made", SOON, () -> acknowledged.get() > 200);
      first.sigterm();
      for (Future<?> client : all) {
        client.get();
      }
      assertThat(first.awaitEnd(SOON)).as(first.toString()).isZero();
      try (ServeProcess second = start()) {
        second.awaitPort();
        assertThat(second.database().number("select count(*) from transfers") - before)
            .isEqualTo(acknowledged.get());
        assertThat(second.database().number("select sum(balance)::bigint from accounts"))
            .isEqualTo(sum);
        second.sigterm();
        assertThat(second.awaitEnd(SOON)).as(second.toString()).isZero();
      }
    }
  }

  private static boolean transferUntilItEnds(int port, int client, AtomicInteger acknowledged)
      throws Exception {
    for (int n = 0; ; n++) {
      HttpRequest request =
          request(port, "/api/transfers")
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", "shutdown-" + client + "-" + n)
              .POST(
                  BodyPublishers.ofString(
                      "{\"from\":%d,\"to\":%d,\"amount\":\"0.01\"}"
                          .formatted(1 + client, 20 + n % 50)))
              .build();
      int status;
      try {
        status = HTTP.send(request, BodyHandlers.discarding()).statusCode();
      } catch (java.io.IOException e) {
        // No connection any more: not begun, or it would have been answered.
        return true;
      }
      if (status == 503) {
        return true;
      }
      assertThat(status).isEqualTo(201);
      acknowledged.incrementAndGet();
    }
  }
}
