package dev.weft.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Answers that are given before the request has been read.
class EarlyAnswerTest {
  private static final String TOO_LARGE = "x".repeat(2 * 1024 * 1024);

  private final HttpServer server =
      new HttpServer(config -> config.host("127.0.0.1").port(0).maxPayloadSize(1024));
  private final CompletableFuture<Thread> connectionThread = new CompletableFuture<>();

  @BeforeEach
  void start() {
    server.start(routing ->
        routing
            .post("/upload", (req, res) -> res.send("" + req.content().as(byte[].class).length))
            .get(
                "/thread",
                (req, res) -> {
                  connectionThread.complete(Thread.currentThread());
                  res.send("known");
                }));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void refusedUpload_isToldWhy_everyTime() throws Exception {
    String head =
        "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
            + TOO_LARGE.length()
            + "\r\n\r\n";
    for (int i = 0; i < 50; i++) {
      try (RawClient client = new RawClient(server.port())) {
        assertThat(client.send(head).send(TOO_LARGE).answer().status()).isEqualTo(413);
      }
    }
    Polling.until("all connections are closed", () -> server.connections() == 0);
  }

  // The best of several, since a busy machine may hold up any of them.
  @Test
  @Tag("slow")
  void clientThatReadsToTheEnd_getsTheEndSoon() throws Exception {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      try (RawClient client = new RawClient(server.port()).send("nonsense\r\n\r\n")) {
        assertThat(client.answer().status()).isEqualTo(400);
        long answeredAt = System.nanoTime();
        assertThat(client.closedByServer()).isTrue();
        best = Math.min(best, System.nanoTime() - answeredAt);
      }
    }
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(500));
  }

  @Test
  @Tag("slow")
  void clientThatGoesOnSending_isCutOff() throws Exception {
    try (RawClient client = new RawClient(server.port()).send("nonsense\r\n\r\n")) {
      assertThat(client.answer().status()).isEqualTo(400);
      sendUntil(client, () -> server.connections() == 0);
    }
  }

  @Test
  void interruptedConnection_isForgotten() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.get("/thread").answer().body()).isEqualTo("known");
      assertThat(client.send("nonsense\r\n\r\n").answer().status()).isEqualTo(400);

      Thread thread = connectionThread.get(10, TimeUnit.SECONDS);
      thread.interrupt();

      sendUntil(client, () -> !thread.isAlive());
      assertThat(server.connections()).isZero();
    }
  }

  private static void sendUntil(RawClient client, BooleanSupplier end) throws Exception {
    Polling.until(
        "the connection has ended",
        () -> {
          try {
            client.send("x");
          } catch (SocketException e) {
            // Closed by the server, which is what is waited for.
          }
          return end.getAsBoolean();
        });
  }
}
