package dev.weft.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DrainTest {
  /// A drain that waits for its end does not end within any test.
  private static final Duration LONG = Duration.ofHours(1);

  private final HttpServer server = new HttpServer(config -> config.host("127.0.0.1").port(0));
  private final Semaphore started = new Semaphore(0);
  private final CountDownLatch release = new CountDownLatch(1);

  @BeforeEach
  void start() {
    server.start(routing ->
        routing
            .get(
                "/waits",
                (req, res) -> {
                  started.release();
                  release.await();
                  res.send("done");
                })
            .get(
                "/ignores",
                (req, res) -> {
                  started.release();
                  while (release.getCount() > 0) {
                    try {
                      release.await();
                    } catch (InterruptedException e) {
                      // It shall not listen.
                    }
                  }
                  res.send("done");
                })
            .get(
                "/answers-anyway",
                (req, res) -> {
                  started.release();
                  try {
                    release.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  res.send("partial");
                })
            .post(
                "/reads",
                (req, res) -> {
                  started.release();
                  res.send("" + req.content().as(byte[].class).length);
                })
            .get("/readyz", (req, res) -> res.status(server.draining() ? 503 : 200).send("z")));
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.close();
  }

  private CompletableFuture<DrainReport> drainInBackground(Duration bound) {
    CompletableFuture<DrainReport> report = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        report.complete(server.drain(bound));
      } catch (Throwable e) {
        report.completeExceptionally(e);
      }
    });
    return report;
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static DrainReport end(CompletableFuture<DrainReport> drain) throws Exception {
    return drain.get(20, TimeUnit.SECONDS);
  }

  @Test
  void drain_waitsForARunningRequest_andThenStops() throws Exception {
    int port = server.port();
    try (RawClient client = new RawClient(port).get("/waits")) {
      started.acquire();
      CompletableFuture<DrainReport> report = drainInBackground(LONG);
      Polling.until("draining", server::draining);
      Polling.until("no new connections", () -> refuses(port));
      assertThat(report).isNotDone();
      assertThat(server.activeRequests()).isEqualTo(1);

      release.countDown();

      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("done");
      assertThat(answer.headers()).contains("connection: close");
      assertThat(client.closedByServer()).isTrue();
      assertThat(end(report)).isEqualTo(new DrainReport(1, 0, 0));
      assertThat(server.port()).isEqualTo(-1);
    }
  }

  private static boolean refuses(int port) throws Exception {
    try (RawClient _ = new RawClient(port)) {
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  @Test
  void drain_cancelsAfterItsBound() throws Exception {
    try (RawClient client = new RawClient(server.port()).get("/waits")) {
      started.acquire();

      long drainedAt = System.nanoTime();
      DrainReport report = server.drain(Duration.ofMillis(200));

      assertThat(report).isEqualTo(new DrainReport(0, 1, 0));
      assertThat(since(drainedAt)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers())
          .contains("connection: close")
          .contains("retry-after: 1\n")
          .contains("content-type: application/problem+json");
      assertThat(answer.body())
          .isEqualTo(
              "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                  + "\"detail\":\"the server is shutting down\"}");
      assertThat(client.closedByServer()).isTrue();
      assertThat(server.disconnectedRequests()).isZero();
    }
  }

  @Test
  void cancelledRequest_canStillAnswer() throws Exception {
    try (RawClient client = new RawClient(server.port()).get("/answers-anyway")) {
      started.acquire();

      assertThat(server.drain(Duration.ZERO)).isEqualTo(new DrainReport(0, 1, 0));

      assertThat(client.answer().body()).isEqualTo("partial");
    }
  }

  @Test
  void drain_cancelsARequestThatWaitsForItsBody() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send("POST /reads HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc");
      started.acquire();

      assertThat(server.drain(Duration.ofMillis(50))).isEqualTo(new DrainReport(0, 1, 0));
    }
  }

  @Test
  void idleConnections_doNotDelayTheDrain() throws Exception {
    List<RawClient> idle = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      RawClient client = new RawClient(server.port());
      idle.add(client);
      if (i % 2 == 0) {
        assertThat(client.get("/readyz").answer().status()).isEqualTo(200);
      }
    }
    Polling.until("all are open", () -> server.connections() == 20);
    Polling.until("all are idle", () -> server.activeRequests() == 0);

    assertThat(end(drainInBackground(LONG))).isEqualTo(new DrainReport(0, 0, 0));
    for (RawClient client : idle) {
      assertThat(client.closedByServer()).isTrue();
      client.close();
    }
  }

  @Test
  void requestDuringTheDrain_isAnsweredWithConnectionClose() throws Exception {
    try (RawClient running = new RawClient(server.port()).get("/waits");
        RawClient open = new RawClient(server.port())) {
      assertThat(open.get("/readyz").answer().status()).isEqualTo(200);
      started.acquire();
      Polling.until("the other is idle", () -> server.activeRequests() == 1);
      CompletableFuture<DrainReport> report = drainInBackground(LONG);
      Polling.until("draining", server::draining);

      RawClient.Answer answer = open.get("/readyz").answer();

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers()).contains("connection: close");
      assertThat(open.closedByServer()).isTrue();
      release.countDown();
      assertThat(running.answer().status()).isEqualTo(200);
      assertThat(end(report)).isEqualTo(new DrainReport(2, 0, 0));
    }
  }

  @Test
  @Tag("slow")
  void requestThatIgnoresItsCancellation_isReportedAsStuck() throws Exception {
    try (RawClient client = new RawClient(server.port()).get("/ignores")) {
      started.acquire();

      long drainedAt = System.nanoTime();
      DrainReport report = server.drain(Duration.ZERO);

      assertThat(report).isEqualTo(new DrainReport(0, 1, 1));
      assertThat(since(drainedAt)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
      assertThat(client.closedByServer()).isTrue();
    }
  }

  @Test
  void laterCall_shortensTheDrain() throws Exception {
    try (RawClient client = new RawClient(server.port()).get("/waits")) {
      started.acquire();
      CompletableFuture<DrainReport> report = drainInBackground(LONG);
      Polling.until("draining", server::draining);

      server.close();

      assertThat(end(report)).isEqualTo(new DrainReport(0, 1, 0));
      assertThat(client.answer().status()).isEqualTo(503);
    }
  }

  @Test
  void boundsBeyondAllBounds_areTakenAsTheyAreMeant() throws Exception {
    try (RawClient client = new RawClient(server.port()).get("/waits")) {
      started.acquire();
      CompletableFuture<DrainReport> forever =
          drainInBackground(Duration.ofSeconds(Long.MAX_VALUE));
      Polling.until("draining", server::draining);
      CompletableFuture<DrainReport> longer = drainInBackground(Duration.ofSeconds(Long.MAX_VALUE));
      assertThat(forever).isNotDone();
      assertThat(longer).isNotDone();

      DrainReport cancelled = server.drain(Duration.ofSeconds(Long.MIN_VALUE));

      assertThat(cancelled).isEqualTo(new DrainReport(0, 1, 0));
      assertThat(end(forever)).isEqualTo(cancelled);
      assertThat(end(longer)).isEqualTo(cancelled);
      assertThat(client.answer().status()).isEqualTo(503);
    }
  }

  @Test
  void interruptedCaller_cancelsAtOnce() throws Exception {
    try (RawClient client = new RawClient(server.port()).get("/waits")) {
      started.acquire();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> server.drain(LONG)).isInstanceOf(InterruptedException.class);

      assertThat(client.answer().status()).isEqualTo(503);
    }
  }

  @Test
  void serverThatNeverStarted_closes() {
    HttpServer never = new HttpServer(config -> config.port(0));
    never.close();
    assertThat(never.draining()).isTrue();
    assertThatThrownBy(() -> never.start(routing -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the server was closed; create another one");
  }

  @Test
  void portThatIsTaken_isNamed() {
    HttpServer second = new HttpServer(config -> config.host("127.0.0.1").port(server.port()));
    assertThatThrownBy(() -> second.start(routing -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the server cannot listen on 127.0.0.1:"
                + server.port()
                + ": Address already in use; choose a free port");
  }
}
