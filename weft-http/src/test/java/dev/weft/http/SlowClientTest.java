package dev.weft.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Tasks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Clients that take their time hold their own connection and nothing else.
@Tag("slow")
class SlowClientTest {
  private static final int OTHERS = 200;
  private static final Duration BUDGET = Duration.ofSeconds(3);

  private final HttpServer server =
      new HttpServer(config -> config.host("127.0.0.1").port(0))
          .mostRequests(4, _ -> false)
          .budget(new RequestBudget(BUDGET), _ -> false);

  @BeforeEach
  void start() {
    server.start(routing ->
        routing
            .get("/quick", (req, res) -> res.send("quick"))
            .get("/large", (req, res) -> res.send(new byte[10 * 1024 * 1024]))
            .get(
                "/large-and-late",
                (req, res) -> {
                  long end = System.nanoTime() + BUDGET.toNanos();
                  while (System.nanoTime() - end < 0) {
                    // It does not listen to interrupts.
                    LockSupport.parkNanos(1_000_000);
                    Thread.interrupted();
                  }
                  res.send(new byte[10 * 1024 * 1024]);
                })
            .post("/upload", (req, res) -> res.send("" + req.content().as(byte[].class).length)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawClient client() throws Exception {
    return new RawClient(server.port());
  }

  /// Asks for what is quick, three at a time: with the slow one that is all that the server takes.
  private void askOthers() throws Exception {
    var left = new AtomicInteger(OTHERS);
    var statuses = new ConcurrentLinkedQueue<Integer>();
    Tasks.gather(
        List.of(1, 2, 3),
        _ -> {
          try (RawClient other = client()) {
            while (left.getAndDecrement() > 0) {
              statuses.add(other.get("/quick").answer().status());
            }
          }
          return true;
        });
    assertThat(statuses).hasSize(OTHERS).containsOnly(200);
    // The others have their answers a moment before they are out.
    Polling.until("the slow one is left", () -> server.activeRequests() == 1);
  }

  private void assertItEnds(RawClient slow) throws Exception {
    Polling.until("the slow request has ended", () -> server.activeRequests() == 0);
    slow.close();
    Polling.until("no connection is left", () -> server.connections() == 0);
  }

  @Test
  void clientThatSendsAByteASecond_isEndedByTheBudget() throws Exception {
    try (RawClient slow = client()) {
      long begun = System.nanoTime();
      slow.send("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
      Thread sender =
          Thread.startVirtualThread(() -> {
            try {
              while (true) {
                slow.send("x");
                Thread.sleep(1_000);
              }
            } catch (IOException | InterruptedException e) {
              // The server has closed the connection, or the test is over.
            }
          });
      Polling.until("it is inside", () -> server.activeRequests() == 1);
      askOthers();
      assertThat(slow.answer().status()).isEqualTo(503);
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isBetween(BUDGET, BUDGET.plusSeconds(20));
      assertThat(slow.closedByServer()).isTrue();
      sender.interrupt();
      sender.join();
      assertItEnds(slow);
    }
  }

  @Test
  void clientThatDoesNotReadItsAnswer_isEndedByTheBudget() throws Exception {
    try (RawClient slow = client().get("/large")) {
      Polling.until("it is inside", () -> server.activeRequests() == 1);
      askOthers();
      assertItEnds(slow);
      assertThat(server.disconnectedRequests()).isEqualTo(1);
    }
  }

  @Test
  void answerThatBeginsAfterTheBudget_hasAMomentOnly() throws Exception {
    try (RawClient slow = client().get("/large-and-late")) {
      Polling.until("it is inside", () -> server.activeRequests() == 1);
      askOthers();
      assertItEnds(slow);
    }
  }
}
