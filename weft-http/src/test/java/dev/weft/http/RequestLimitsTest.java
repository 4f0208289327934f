package dev.weft.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How many requests are answered at a time.
class RequestLimitsTest {
  private final HttpServer server =
      new HttpServer(config -> config.host("127.0.0.1").port(0))
          .mostRequests(2, path -> path.equals("/healthz"), path -> path.equals("/slow"));
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean read = new AtomicBoolean();

  @BeforeEach
  void start() {
    server.start(routing ->
        routing
            .get(
                "/wait",
                (req, res) -> {
                  waiting.incrementAndGet();
                  goOn.await();
                  res.send("waited");
                })
            .get("/healthz", (req, res) -> res.send("alive"))
            .post(
                "/body",
                (req, res) -> {
                  read.set(true);
                  res.send(req.content().as(byte[].class));
                }));
  }

  @AfterEach
  void stop() {
    goOn.countDown();
    server.close();
  }

  private RawClient client() throws Exception {
    return new RawClient(server.port());
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  @Test
  void requestBeyondTheBound_isRefusedAtOnce_andTheConnectionGoesOn() throws Exception {
    List<RawClient> inside = fill();
    try (RawClient third = client()) {
      RawClient.Answer refused = third.send(get("/wait")).answer();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers()).contains("retry-after: 1\n");
      assertThat(refused.headers()).contains("content-type: application/problem+json");
      assertThat(third.send(get("/healthz")).answer().status()).isEqualTo(200);
      assertThat(server.refusedRequests()).isEqualTo(1);
      end(inside);
      assertThat(third.send(get("/wait")).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void requestOfWhichTheApplicationSaysThatThereAreTooMany_isRefusedAtOnce() throws Exception {
    try (RawClient client = client()) {
      RawClient.Answer refused = client.send(get("/slow")).answer();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers()).contains("retry-after: 1\n");
      assertThat(server.refusedRequests()).isEqualTo(1);
      assertThat(client.send(get("/healthz")).answer().status()).isEqualTo(200);
    }
  }

  /// Fills the server, so that whatever is sent next is refused.
  private List<RawClient> fill() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      clients.add(client().send(get("/wait")));
    }
    Polling.until("two are inside", () -> waiting.get() == 2);
    return clients;
  }

  private void end(List<RawClient> clients) throws Exception {
    goOn.countDown();
    for (RawClient client : clients) {
      assertThat(client.answer().status()).isEqualTo(200);
      client.close();
    }
    // They have their answers a moment before they are out.
    Polling.until("nobody is inside", () -> server.activeRequests() == 0);
  }

  @Test
  void refusal_isAProblem_alsoWithoutABody() throws Exception {
    List<RawClient> inside = fill();
    try (RawClient client = client()) {
      assertThat(client.send(get("/wait")).answer().body())
          .isEqualTo(
              "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                  + "\"detail\":\"too many requests are being answered; try again\"}");
      client.send("HEAD /wait HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.line()).isEqualTo("HTTP/1.1 503 Service Unavailable");
      while (!client.line().isEmpty()) {
        // The headers.
      }
      assertThat(client.send(get("/healthz")).answer().body()).isEqualTo("alive");
    }
    end(inside);
  }

  @Test
  void smallBodyOfARefusedRequest_leavesTheConnectionAble() throws Exception {
    List<RawClient> inside = fill();
    try (RawClient client = client()) {
      client.send("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
      RawClient.Answer refused = client.answer();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers()).doesNotContain("connection: close");
      assertThat(client.send(get("/healthz")).answer().status()).isEqualTo(200);
      assertThat(read).isFalse();
    }
    end(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1000000",
        "Transfer-Encoding: chunked",
        "Content-Length: 5\r\nExpect: 100-continue"
      })
  void bodyThatMayBeLarge_endsTheConnectionOfARefusedRequest(String header) throws Exception {
    List<RawClient> inside = fill();
    try (RawClient client = client()) {
      client.send("POST /body HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n");
      RawClient.Answer refused = client.answer();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers()).contains("connection: close");
      assertThat(client.closedByServer()).isTrue();
      assertThat(read).isFalse();
    }
    end(inside);
  }

  @Test
  @Tag("slow")
  void bodyThatDoesNotCome_isNotWaitedFor() throws Exception {
    List<RawClient> inside = fill();
    try (RawClient client = client()) {
      client.send("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel");
      assertThat(client.answer().status()).isEqualTo(503);
      assertThat(client.closedByServer()).isTrue();
    }
    end(inside);
  }

  @Test
  void badBounds_areRefused() {
    assertThatThrownBy(() -> server.mostRequests(0, _ -> false))
        .hasMessage("0 requests at a time; give 1 or more");
    assertThatThrownBy(() -> server.mostRequests(1, _ -> false))
        .hasMessage("the server was started before; bound its requests first");
  }
}
