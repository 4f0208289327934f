package dev.weft.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.http1.Http1Config;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
  private HttpServer server = new HttpServer(config -> config.host("127.0.0.1").port(0));
  private final Set<Long> threads = ConcurrentHashMap.newKeySet();

  @AfterEach
  void stop() {
    server.close();
  }

  private void start() {
    server.start(routing ->
        routing
            .get(
                "/echo/{n}",
                (req, res) -> {
                  threads.add(Thread.currentThread().threadId());
                  res.send(req.path().pathParameters().get("n"));
                })
            .get(
                "/interrupts-itself",
                (req, res) -> {
                  res.send("done");
                  Thread.currentThread().interrupt();
                })
            .get(
                "/interrupted",
                (req, res) -> res.send("" + Thread.currentThread().isInterrupted())));
  }

  @Test
  void oneConnection_servesManyRequests() throws Exception {
    start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 100; i++) {
        var answer =
            client.send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/echo/" + i))
                    .build(),
                BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("" + i);
      }
      assertThat(threads).hasSize(1);
      assertThat(server.connections()).isEqualTo(1);
    }
    Polling.until("the connection is closed", () -> server.connections() == 0);
    assertThat(server.disconnectedRequests()).isZero();
  }

  @Test
  void clientThatLeavesWithItsAnswer_isNotCountedAsLost() throws Exception {
    start();
    for (int i = 0; i < 300; i++) {
      try (RawClient client = new RawClient(server.port()).get("/echo/" + i)) {
        assertThat(client.answer().body()).isEqualTo("" + i);
      }
    }
    Polling.until("all connections are closed", () -> server.connections() == 0);
    assertThat(server.disconnectedRequests()).isZero();
  }

  @Test
  void pipelinedRequests_areAnsweredInOrder() throws Exception {
    start();
    try (RawClient client = new RawClient(server.port())) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 1000; i++) {
        all.append("GET /echo/").append(i).append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
      }
      client.send(all.toString());
      for (int i = 0; i < 1000; i++) {
        assertThat(client.answer().body()).isEqualTo("" + i);
      }
    }
  }

  @Test
  void interruptThatAHandlerLeaves_doesNotReachTheNextRequest() throws Exception {
    start();
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.get("/interrupts-itself").answer().body()).isEqualTo("done");
      assertThat(client.get("/interrupted").answer().body()).isEqualTo("false");
    }
  }

  @Test
  void requestForConnectionClose_closesAfterTheAnswer() throws Exception {
    start();
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET /echo/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      client.get("/echo/2");
      assertThat(client.answer().body()).isEqualTo("1");
      assertThat(client.closedByServer()).isTrue();
    }
  }

  @Test
  @Tag("slow")
  void idleConnection_timesOut_butARunningRequestDoesNot() throws Exception {
    CountDownLatch idleClosed = new CountDownLatch(1);
    server =
        new HttpServer(config ->
            config
                .host("127.0.0.1")
                .port(0)
                .idleConnectionTimeout(Duration.ofSeconds(1))
                .idleConnectionPeriod(Duration.ofMillis(20)));
    server.start(routing ->
        routing
            .get("/quick", (req, res) -> res.send("quick"))
            .get(
                "/slow",
                (req, res) -> {
                  idleClosed.await();
                  res.send("slow");
                }));
    // Those that ask do so at once: whoever is late is idle too.
    try (RawClient slow = new RawClient(server.port()).get("/slow");
        RawClient idle = new RawClient(server.port()).get("/quick");
        RawClient silent = new RawClient(server.port())) {
      assertThat(idle.answer().body()).isEqualTo("quick");

      assertThat(idle.closedByServer()).isTrue();
      assertThat(silent.closedByServer()).isTrue();
      Polling.until("the idle ones are gone", () -> server.connections() == 1);
      idleClosed.countDown();
      assertThat(slow.answer().body()).isEqualTo("slow");
    }
  }

  @Test
  void http1Configuration_isRespected() throws Exception {
    server =
        new HttpServer(config ->
            config
                .host("127.0.0.1")
                .port(0)
                .addProtocol(Http1Config.builder().maxPrologueLength(64).build()));
    start();
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.get("/echo/" + "1".repeat(100)).answer().status()).isEqualTo(414);
    }
  }
}
