package dev.weft.service;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Clients that take their time hold up nobody else, and hold nothing that others need.
@Tag("slow")
class SlowClientTest {
  private static final Duration BUDGET = ofSeconds(6);
  private static final Duration WITHOUT_DELAY = ofSeconds(5);
  private static final int CLIENTS = 60;
  private static final int SECONDS = 10;

  /// A second's worth of a body that comes fast enough, as one line and as space between two
  /// tokens.
  private static final String LINE = "\"" + "a".repeat(2_000) + "\"\n";

  private static final String SPACE = " ".repeat(2_000);
  private static final String LINES = LINE.repeat(SECONDS);
  private static final String EMPTY = "{\"kind\":\"digest\",\"items\":[]}";
  private static final String ITEMS = SPACE.repeat(SECONDS) + EMPTY;
  private static final String TOO_SLOW =
      "the body was awaited for 6 s longer than 1000 bytes a second would take";

  private static final String ORDER = "{\"from\":1,\"to\":2,\"amount\":\"1.00\"}";

  private static final String PROFILES =
      "http_server_requests_seconds_count{path=\"/api/users/{id}/profile\"";

  @RegisterExtension static final Service SERVICE = Service.withRequestTimeout(BUDGET);

  private final List<RawClient> clients = new ArrayList<>();

  private RawClient client(RawClient client, String text) throws IOException {
    clients.add(client);
    client.send(text);
    return client;
  }

  private RawClient sender(String target, String type, String body) throws IOException {
    return client(
        new RawClient(SERVICE.port()),
        """
        POST %s HTTP/1.1\r
        Host: x\r
        Content-Type: %s\r
        Idempotency-Key: slow-%d\r
        Content-Length: %d\r
        \r
        """
            .formatted(target, type, clients.size(), body.length()));
  }

  @AfterEach
  void leave() throws Exception {
    for (RawClient client : clients) {
      client.close();
    }
    Await.until("no request is left", ofSeconds(30), () -> SERVICE.server().activeRequests() == 0);
    Await.until("no connection is held", ofSeconds(30), SlowClientTest::noConnectionIsHeld);
  }

  @Test
  void steadySenders_holdUpNobody_andAnUploadTakesAsLongAsItTakes() throws Exception {
    RawClient lines = sender("/api/batches?kind=digest", "application/x-ndjson", LINES);
    RawClient items = sender("/api/batches", "application/json", ITEMS);
    RawClient order = sender("/api/transfers", "application/json", ORDER);
    for (int i = 0; i < CLIENTS / 3; i++) {
      sender("/api/batches?kind=digest", "application/x-ndjson", LINES);
      sender("/api/batches", "application/json", ITEMS);
      sender("/api/transfers", "application/json", ORDER);
    }
    Await.until(
        "all are waited for",
        ofSeconds(5),
        () -> SERVICE.server().activeRequests() == clients.size());
    Await.until("all batches are begun", ofSeconds(5), SlowClientTest::noConnectionIsHeld);
    for (int second = 0; second < SECONDS; second++) {
      lines.send(LINE);
      items.send(SPACE);
      // Whoever sends after the answer has come may lose it.
      if (second < BUDGET.toSeconds() / 2) {
        order.send(ORDER.substring(second, second + 1));
      }
      if (second == 0) {
        othersAreAnswered();
      }
      TimeUnit.SECONDS.sleep(1);
    }
    assertThat(lines.answer().status()).isEqualTo(202);
    items.send(EMPTY);
    assertThat(items.answer().body()).contains("there are no items");
    // A transfer has a budget as a whole.
    RawClient.Answer late = order.answer();
    assertThat(late.status()).isEqualTo(503);
    Problem.check(late);
    assertThat(SERVICE.database().number("select count(*) from transfers")).isZero();
  }

  @Test
  void silentSenders_areToldSo_andLeaveNothing() throws Exception {
    long before = SERVICE.database().number("select count(*) from batches");
    for (RawClient silent :
        List.of(
            sender("/api/batches?kind=digest", "application/x-ndjson", LINES),
            sender("/api/batches", "application/json", ITEMS),
            sender("/api/digests", "application/json", ITEMS))) {
      silent.send("{");
    }
    for (RawClient silent : clients) {
      RawClient.Answer answer = silent.answer();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(Problem.check(answer).get("detail").stringValue()).contains(TOO_SLOW);
      assertThat(answer.header("connection")).isEqualTo("close");
    }
    assertThat(SERVICE.database().number("select count(*) from batches")).isEqualTo(before);
  }

  @Test
  void sendersOfAByteNowAndThen_areToldSo_andLeaveNothing() throws Exception {
    long before = SERVICE.database().number("select count(*) from batches");
    sender("/api/batches?kind=digest", "application/x-ndjson", LINES);
    sender("/api/batches", "application/json", ITEMS);
    sender("/api/digests", "application/json", ITEMS);
    // One who was fast has not earned the right to be slow for long.
    String much = "x".repeat(50_000);
    long begun = System.nanoTime();
    sender("/api/digests", "application/json", much.repeat(2)).send(much);
    try (var dripping = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (RawClient slow : clients) {
          var _ = dripping.submit(() -> drip(slow));
        }
        for (RawClient slow : clients) {
          RawClient.Answer answer = slow.answer();
          assertThat(answer.status()).isEqualTo(408);
          assertThat(Problem.check(answer).get("detail").stringValue()).contains(TOO_SLOW);
        }
      } finally {
        dripping.shutdownNow();
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(BUDGET, BUDGET.plus(ofSeconds(20)));
    assertThat(SERVICE.database().number("select count(*) from batches")).isEqualTo(before);
  }

  /// Never falls silent until it is interrupted or refused.
  private static boolean drip(RawClient client) throws InterruptedException {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(200);
        client.send(" ");
      }
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void answersThatAreNotRead_holdUpNobody() throws Exception {
    // The buffers of each connection take megabytes; a few such answers are enough.
    SERVICE.database().execute("update posts set body = repeat('x', 20000) where user_id = 1");
    for (int i = 0; i < CLIENTS; i++) {
      client(
          RawClient.withoutRoom(SERVICE.port()),
          "GET /api/users/1/profile HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200));
    }
    Await.until("all are stuck", ofSeconds(60), this::areStuck);
    othersAreAnswered();
    // The last of the others ends a moment after its client has its answer.
    Await.until(
        "only they are left", ofSeconds(10), () -> SERVICE.server().activeRequests() == CLIENTS);
  }

  /// Whether nothing has been answered for a while, and all are being answered.
  private boolean areStuck() throws Exception {
    double before = SERVICE.metric(PROFILES);
    TimeUnit.MILLISECONDS.sleep(500);
    return SERVICE.metric(PROFILES) == before
        && SERVICE.server().activeRequests() == clients.size();
  }

  private static boolean noConnectionIsHeld() {
    return SERVICE.pool().usage().active() == 0;
  }

  private static void othersAreAnswered() throws Exception {
    // But for the moments in which it is looked for batches.
    Await.until("no connection is held", ofSeconds(5), SlowClientTest::noConnectionIsHeld);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Duration>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String path = List.of("/api/users/%d/dashboard", "/api/accounts/%d").get(i % 2);
        int id = 1 + i;
        answers.add(threads.submit(() -> timed(path.formatted(id))));
      }
      for (Future<Duration> answer : answers) {
        assertThat(answer.get()).isLessThan(WITHOUT_DELAY);
      }
    }
  }

  private static Duration timed(String path) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    assertThat(SERVICE.get(path).statusCode()).isEqualTo(200);
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
