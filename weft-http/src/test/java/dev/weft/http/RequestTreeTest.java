package dev.weft.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.CancelledException;
import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Shield;
import dev.weft.Tasks;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RequestTreeTest {
  private final HttpServer server = new HttpServer(config -> config.host("127.0.0.1").port(0));
  private final CountDownLatch started = new CountDownLatch(2);
  private final CountDownLatch release = new CountDownLatch(1);
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    release.countDown();
    server.close();
  }

  private String part(String name) throws InterruptedException {
    started.countDown();
    try {
      release.await();
      return name;
    } finally {
      try {
        Tasks.checkCancelled();
      } catch (CancelledException e) {
        seen.add(name + ": " + e.cancellation().reason());
      }
    }
  }

  @Test
  void everythingThatARequestStarted_isCancelledWithIt() throws Exception {
    server.start(routing ->
        routing.get(
            "/both",
            (req, res) -> {
              String both =
                  Tasks.gather(() -> part("left"), () -> part("right"))
                      .map((left, right) -> left + right);
              res.send(both);
            }));
    RawClient client = new RawClient(server.port()).get("/both");
    started.await();

    client.close();

    Polling.until("the request has ended", () -> server.activeRequests() == 0);
    assertThat(seen)
        .containsExactlyInAnyOrder("left: client disconnected", "right: client disconnected");
    assertThat(server.disconnectedRequests()).isEqualTo(1);
  }

  @Test
  void request_isActiveUntilItsCleanUpHasEnded() throws Exception {
    CountDownLatch cleaning = new CountDownLatch(1);
    server.start(routing ->
        routing.get(
            "/cleans",
            (req, res) -> {
              try {
                part("main");
              } finally {
                Shield.run(
                    Duration.ofSeconds(10),
                    () -> {
                      cleaning.countDown();
                      release.await();
                      return seen.add("cleaned");
                    });
              }
            }));
    RawClient client = new RawClient(server.port()).get("/cleans");
    Polling.until("it runs", () -> started.getCount() == 1);

    client.close();
    cleaning.await();
    assertThat(server.activeRequests()).isEqualTo(1);
    release.countDown();

    Polling.until("the request has ended", () -> server.activeRequests() == 0);
    assertThat(seen).containsExactly("main: client disconnected", "cleaned");
  }

  @Test
  void deadlineOverAStalledBody_leavesTheConnectionAble() throws Exception {
    server.start(routing ->
        routing
            .error(DeadlineExceededException.class, (req, res, e) -> res.status(408).send("late"))
            .post(
                "/reads",
                (req, res) -> {
                  byte[] body =
                      Deadline.within(Duration.ofMillis(50), () -> req.content().as(byte[].class));
                  res.send(body);
                }));
    try (RawClient client = new RawClient(server.port())) {
      client.send("POST /reads HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\nabc");
      assertThat(client.answer().status()).isEqualTo(408);
      assertThat(server.disconnectedRequests()).isZero();
    }
  }

  @Test
  @Tag("slow")
  void writeThatBeginsAfterADeadline_toAClientThatDoesNotRead_hasAMomentOnly() throws Exception {
    server.start(routing ->
        routing.get(
            "/endless",
            (req, res) -> {
              byte[] part = new byte[64 * 1024];
              OutputStream out = res.outputStream();
              Deadline.within(
                  Duration.ofMillis(10),
                  () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                      Thread.onSpinWait();
                    }
                    started.countDown();
                    while (true) {
                      out.write(part);
                    }
                  });
            }));
    try (RawClient client = new RawClient(server.port()).get("/endless")) {
      Polling.until("it runs", () -> started.getCount() == 1);
      Polling.until("the request has ended", () -> server.activeRequests() == 0);
      assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void deadlineOverAClientThatDoesNotRead_endsTheWrite() throws Exception {
    server.start(routing ->
        routing.get(
            "/endless",
            (req, res) -> {
              byte[] part = new byte[64 * 1024];
              OutputStream out = res.outputStream();
              started.countDown();
              Deadline.within(
                  Duration.ofMillis(100),
                  () -> {
                    while (true) {
                      out.write(part);
                    }
                  });
            }));
    try (RawClient client = new RawClient(server.port()).get("/endless")) {
      Polling.until("it runs", () -> started.getCount() == 1);
      Polling.until("the request has ended", () -> server.activeRequests() == 0);
      Polling.until("the connection has ended", () -> server.connections() == 0);
      assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
    }
  }
}
