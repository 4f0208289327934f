package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.http.HttpServer;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The upstream behind the service, which may do what it likes.
@ExtendWith(UpstreamTest.Upstreamed.class)
class UpstreamTest {
  private static final String EXACT = "{\"price\":1.10,\"large\":12345678901234567890.123456789}";

  private static final AtomicInteger ASKED = new AtomicInteger();
  private static final HttpServer UPSTREAM =
      new HttpServer(config -> config.host("127.0.0.1").port(0));
  private static final Service SERVICE = Service.patient().withUpstreamRate(20);

  /// Starts the upstream before the service.
  static final class Upstreamed
      implements org.junit.jupiter.api.extension.BeforeAllCallback,
          org.junit.jupiter.api.extension.AfterAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
      UPSTREAM.start(routing ->
          routing
              .get(
                  "/v1/good/{name}",
                  (req, res) -> {
                    ASKED.incrementAndGet();
                    res.header(HeaderNames.CONTENT_TYPE, "application/json");
                    res.send("{\"name\":\"" + req.path().pathParameters().get("name") + "\"}");
                  })
              .get(
                  "/v1/failing",
                  (req, res) ->
                      res.status(Status.INTERNAL_SERVER_ERROR_500).send("secret: password"))
              .get("/v1/html", (req, res) -> res.send("<script>alert(1)</script>"))
              .get("/v1/huge", (req, res) -> res.send(new byte[2_000_000]))
              .get(
                  "/v1/exact",
                  (req, res) -> {
                    res.header(HeaderNames.CONTENT_TYPE, "application/json");
                    res.send(EXACT);
                  })
              .get("/v1/empty", (req, res) -> res.send())
              .get(
                  "/v1/slow",
                  (req, res) -> {
                    ASKED.incrementAndGet();
                    Thread.sleep(30_000);
                    res.send();
                  }));
      SERVICE
          .withUpstream(URI.create("http://127.0.0.1:" + UPSTREAM.port() + "/v1"))
          .beforeAll(context);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
      SERVICE.afterAll(context);
      UPSTREAM.close();
    }
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return SERVICE.get("/api/upstream" + path);
  }

  @Test
  void answer_isHandedOn() throws Exception {
    HttpResponse<String> answer = get("/good/ann");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body()).isEqualTo("{\"name\":\"ann\"}");
  }

  @Test
  void numbers_areHandedOnExactly() throws Exception {
    assertThat(get("/exact").body()).isEqualTo(EXACT);
  }

  @ParameterizedTest
  @CsvSource({
    "/failing, the upstream could not answer",
    "/nothing, the upstream could not answer",
    "/html, the upstream's answer cannot be used",
    "/empty, the upstream's answer cannot be used",
    "/huge, the upstream's answer cannot be used"
  })
  void badAnswer_isABadGateway_withAFixedReason(String path, String reason) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(Problem.check(answer).get("detail").stringValue()).isEqualTo(reason);
    assertThat(answer.body()).doesNotContain("secret", "script", "127.0.0.1");
    assertThat(Service.json(get("")).get("healthy").booleanValue()).isFalse();
    assertThat(get("/good/x").statusCode()).isEqualTo(200);
    assertThat(Service.json(get("")).get("healthy").booleanValue()).isTrue();
  }

  @Test
  @Tag("slow")
  void answerThatDoesNotCome_isAGatewayTimeout_afterFiveSeconds() throws Exception {
    long begun = System.nanoTime();
    HttpResponse<String> answer = get("/slow");
    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(Problem.check(answer).get("detail").stringValue())
        .isEqualTo("the upstream took too long");
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(14));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..%2fadmin",
        "/a/..%2f..%2fb",
        "/%2e%2e/x",
        "/a%0d%0aHost:%20evil",
        "/a%3fb=c",
        "/a%23b",
        "/http:%2f%2fevil",
        "/a%00",
        "/@evil",
        "/%D0%BA"
      })
  void pathThatLeadsElsewhere_isRefused(String path) throws Exception {
    int before = ASKED.get();
    RawClient.Answer answer =
        RawClient.ask(SERVICE.port(), "GET /api/upstream" + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(answer.status()).isIn(400, 404);
    assertThat(ASKED).hasValue(before);
  }

  @Test
  void tooManyCallers_areToldToComeBack_andTheOthersWait() throws Exception {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        answers.add(clients.submit(() -> get("/good/x")));
      }
      int busy = 0;
      for (Future<HttpResponse<String>> future : answers) {
        HttpResponse<String> answer = future.get();
        if (answer.statusCode() == 429) {
          busy++;
          assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 10L);
        } else {
          assertThat(answer.statusCode()).isEqualTo(200);
        }
      }
      // However slowly they come: what is let in while they do is 20 a second.
      assertThat(busy).isBetween(20, 170);
    }
  }

  @Test
  void callerWhoLeaves_abortsTheCall() throws Exception {
    int before = ASKED.get();
    long gone = UPSTREAM.disconnectedRequests();
    JsonNode late = Service.json(get("")).get("timedOut");
    try (var client = new RawClient(SERVICE.port())) {
      client.get("/api/upstream/slow");
      Await.until("it is asked", Duration.ofSeconds(10), () -> ASKED.get() > before);
    }
    Await.until(
        "the upstream is left",
        Duration.ofSeconds(20),
        () -> UPSTREAM.disconnectedRequests() > gone);
    assertThat(Service.json(get("")).get("timedOut"))
        .as("calls that were left because they took too long")
        .isEqualTo(late);
  }
}
