package dev.weft.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.TaskGroup;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How long requests may take.
class RequestBudgetTest {
  private static final String BUDGET_50_MS = "Request-Timeout: 0.05\r\n";

  private final HttpServer server =
      new HttpServer(config -> config.host("127.0.0.1").port(0))
          .budget(
              new RequestBudget(Duration.ofSeconds(15), "Request-Timeout"),
              path -> path.equals("/exempt"));
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);

  private void start() {
    server.start(routing ->
        routing
            .any(
                "/left", (req, res) -> res.send("" + Deadline.remaining().orElseThrow().toMillis()))
            .get("/exempt", (req, res) -> res.send("" + Deadline.remaining()))
            .any(
                "/late",
                (req, res) -> {
                  TaskGroup.run(group -> {
                    group.start(this::untilCancelled);
                    return true;
                  });
                  res.send("late");
                })
            .get(
                "/hides",
                (req, res) -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException("it failed", e);
                  }
                })
            .get(
                "/answers-late",
                (req, res) -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    res.send("a part");
                  }
                })
            .get(
                "/begins",
                (req, res) -> {
                  OutputStream out = res.outputStream();
                  out.write(new byte[100_000]);
                  out.flush();
                  never.await();
                })
            .post("/reads", (req, res) -> res.send(req.content().as(byte[].class))));
  }

  private boolean untilCancelled() throws InterruptedException {
    try {
      return never.await(1, TimeUnit.HOURS);
    } finally {
      cancelled.countDown();
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawClient client() throws Exception {
    return new RawClient(server.port());
  }

  private static String get(String path, String... headers) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + String.join("", headers) + "\r\n";
  }

  @ParameterizedTest
  @CsvSource({
    "'', 15000",
    "Request-Timeout: 7, 7000",
    "Request-Timeout: 1.5, 1500",
    "Request-Timeout: 1.499999999, 1499",
    "Request-Timeout: 600, 15000",
    "Request-Timeout: 999999999, 15000"
  })
  void budget_isTheLesserOfTheDefaultAndWhatTheClientWants(String header, long millis)
      throws Exception {
    start();
    try (RawClient client = client()) {
      String line = header.isEmpty() ? "" : header + "\r\n";
      long left = Long.parseLong(client.send(get("/left", line)).answer().body());
      assertThat(left).isBetween(millis - 1_000, millis);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", "1s", "", "1e3", "1.", "NaN", "0x10", "9999999999"})
  void headerThatCannotBeRead_isABadRequest_thatNamesIt(String value) throws Exception {
    start();
    try (RawClient client = client()) {
      RawClient.Answer answer =
          client.send(get("/left", "Request-Timeout: " + value + "\r\n")).answer();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.headers()).contains("content-type: application/problem+json");
      assertThat(answer.headers()).doesNotContain("retry-after");
      assertThat(answer.body())
          .isEqualTo(
              "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                  + "\"detail\":\"Request-Timeout \\\""
                  + value
                  + "\\\" is not a number of seconds such as 2 or 0.5\"}");
    }
  }

  @Test
  void headerThatComesTwice_isABadRequest() throws Exception {
    start();
    try (RawClient client = client()) {
      String twice = "Request-Timeout: 1\r\nRequest-Timeout: 2\r\n";
      RawClient.Answer answer = client.send(get("/left", twice)).answer();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("1, 2");
    }
  }

  @Test
  void exemptPath_hasNoBudget_andItsHeaderIsNotRead() throws Exception {
    start();
    try (RawClient client = client()) {
      assertThat(client.send(get("/exempt", "Request-Timeout: x\r\n")).answer().body())
          .isEqualTo("Optional.empty");
    }
  }

  @Test
  @Tag("slow")
  void requestThatTakesTooLong_isUnavailable_andAllItStartedIsCancelled() throws Exception {
    start();
    try (RawClient client = client()) {
      // Time enough to start what is cancelled.
      RawClient.Answer late = client.send(get("/late", "Request-Timeout: 1\r\n")).answer();
      assertThat(cancelled.getCount()).isZero();
      assertThat(late.status()).isEqualTo(503);
      assertThat(late.headers())
          .contains("retry-after: 1\n")
          .contains("content-type: application/problem+json");
      assertThat(late.body())
          .isEqualTo(
              "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                  + "\"detail\":\"the answer took too long; try again\"}");
      assertThat(client.send(get("/left")).answer().status()).isEqualTo(200);
    }
    assertThat(server.disconnectedRequests()).isZero();
  }

  @Test
  void budgetOfZero_isOverBeforeTheHandlerRuns() throws Exception {
    start();
    try (RawClient client = client()) {
      assertThat(client.send(get("/late", "Request-Timeout: 0\r\n")).answer().status())
          .isEqualTo(503);
      assertThat(cancelled.getCount()).isEqualTo(1);
    }
  }

  @Test
  void headRequestThatTakesTooLong_isAnsweredWithoutABody() throws Exception {
    start();
    try (RawClient client = client()) {
      client.send("HEAD /late HTTP/1.1\r\nHost: x\r\n" + BUDGET_50_MS + "\r\n");
      assertThat(client.line()).isEqualTo("HTTP/1.1 503 Service Unavailable");
      while (!client.line().isEmpty()) {
        // The headers.
      }
      assertThat(client.send(get("/left")).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void failureAfterTheInterrupt_isAnsweredLikeTheInterrupt() throws Exception {
    start();
    try (RawClient client = client()) {
      RawClient.Answer answer = client.send(get("/hides", BUDGET_50_MS)).answer();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers()).contains("retry-after: 1\n");
      assertThat(answer.body()).contains("the answer took too long; try again");
    }
  }

  @Test
  void handlerThatAnswersNevertheless_isHeard() throws Exception {
    start();
    try (RawClient client = client()) {
      RawClient.Answer answer = client.send(get("/answers-late", BUDGET_50_MS)).answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("a part");
      assertThat(client.send(get("/left")).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void answerThatHasBegun_endsWithItsConnection() throws Exception {
    start();
    try (RawClient client = client()) {
      client.send(get("/begins", BUDGET_50_MS));
      assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
      Polling.until("the connection has ended", () -> server.connections() == 0);
    }
  }

  @Test
  void bodyThatDoesNotCome_isEndedByTheBudget() throws Exception {
    start();
    try (RawClient client = client()) {
      client.send(
          "POST /reads HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n" + BUDGET_50_MS + "\r\nhel");
      assertThat(client.answer().status()).isEqualTo(503);
    }
    Polling.until("the request has ended", () -> server.activeRequests() == 0);
  }

  @Test
  void errorHandlersOfTheRouting_comeFirst() throws Exception {
    server.start(routing ->
        routing
            .error(
                DeadlineExceededException.class,
                (req, res, e) ->
                    res.status(408).send(server.activeRequests() + " " + e.getMessage()))
            .get("/late", (req, res) -> never.await()));
    try (RawClient client = client()) {
      RawClient.Answer answer = client.send(get("/late", BUDGET_50_MS)).answer();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.body()).isEqualTo("1 deadline of 50 ms exceeded");
    }
  }

  @Test
  void clientThatLeaves_isNoTimeOut() throws Exception {
    start();
    RawClient client = client().send(get("/late"));
    Polling.until("it runs", () -> server.activeRequests() == 1);
    client.close();
    Polling.until("it has ended", () -> server.activeRequests() == 0);
    assertThat(server.disconnectedRequests()).isEqualTo(1);
  }

  @Test
  void drain_isToldAsSuch_toARequestWithABudget() throws Exception {
    start();
    try (RawClient client = client().send(get("/late"))) {
      Polling.until("it runs", () -> server.activeRequests() == 1);
      assertThat(server.drain(Duration.ZERO)).isEqualTo(new DrainReport(0, 1, 0));
      assertThat(client.answer().body()).contains("the server is shutting down");
    }
  }

  @Test
  void badBudgets_areRefused() {
    start();
    assertThatThrownBy(() -> new RequestBudget(Duration.ZERO, "Request-Timeout"))
        .hasMessage("a budget of PT0S for requests; give more than 0");
    assertThatThrownBy(() -> server.budget(new RequestBudget(Duration.ofSeconds(1)), _ -> false))
        .hasMessage("the server was started before; bound its requests first");
  }
}
