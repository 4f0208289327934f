package dev.weft.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisconnectTest {
  private final HttpServer server = new HttpServer(config -> config.host("127.0.0.1").port(0));
  private final Loud loud = new Loud();

  private final CountDownLatch started = new CountDownLatch(1);
  private final AtomicLong cancelledAt = new AtomicLong();
  private final CountDownLatch cancelled = new CountDownLatch(1);

  @BeforeEach
  void listenToTheLog() {
    Logger.getLogger("").addHandler(loud);
  }

  @AfterEach
  void stop() {
    server.close();
    Logger.getLogger("").removeHandler(loud);
  }

  private void start(Consumer<HttpRouting.Builder> routing) {
    server.start(routing);
    loud.records.clear();
  }

  private void startSlow() {
    start(routing ->
        routing.get(
            "/slow",
            (req, res) -> {
              started.countDown();
              sleepUntilCancelled();
              res.send("late");
            }));
  }

  private void sleepUntilCancelled() throws InterruptedException {
    try {
      Thread.sleep(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      cancelledAt.set(System.nanoTime());
      cancelled.countDown();
      throw e;
    }
  }

  private void assertCancelledWithin100ms(long closedAt) throws Exception {
    cancelled.await();
    assertThat(Duration.ofNanos(cancelledAt.get() - closedAt)).isLessThan(Duration.ofMillis(100));
    Polling.until("the request has ended", () -> server.activeRequests() == 0);
    assertThat(server.disconnectedRequests()).isEqualTo(1);
    assertThat(loud.records).isEmpty();
  }

  @Test
  void closedConnection_cancelsTheRequest() throws Exception {
    startSlow();
    RawClient client = new RawClient(server.port()).get("/slow");
    started.await();

    long closedAt = System.nanoTime();
    client.close();

    assertCancelledWithin100ms(closedAt);
  }

  @Test
  void resetConnection_cancelsTheRequest() throws Exception {
    startSlow();
    RawClient client = new RawClient(server.port()).get("/slow");
    started.await();

    long closedAt = System.nanoTime();
    client.reset();

    assertCancelledWithin100ms(closedAt);
  }

  @Test
  void halfClosedConnection_countsAsGone() throws Exception {
    startSlow();
    try (RawClient client = new RawClient(server.port()).get("/slow")) {
      started.await();

      long closedAt = System.nanoTime();
      client.closeOutput();

      assertCancelledWithin100ms(closedAt);
      assertThat(client.closedByServer()).isTrue();
    }
  }

  @Test
  void clientThatLeavesInTheMiddleOfAnAnswer_isNotLogged() throws Exception {
    start(routing ->
        routing.get(
            "/stream",
            (req, res) -> {
              OutputStream out = res.outputStream();
              out.write("first".getBytes(US_ASCII));
              out.flush();
              started.countDown();
              sleepUntilCancelled();
            }));
    RawClient client = new RawClient(server.port()).get("/stream");
    started.await();

    long closedAt = System.nanoTime();
    client.close();

    assertCancelledWithin100ms(closedAt);
  }

  @Test
  void handlerThatHidesItsCancellation_isNotAnsweredOrLogged() throws Exception {
    start(routing ->
        routing.get(
            "/hides",
            (req, res) -> {
              started.countDown();
              try {
                sleepUntilCancelled();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("hidden", e);
              }
            }));
    try (RawClient client = new RawClient(server.port()).get("/hides")) {
      started.await();

      long closedAt = System.nanoTime();
      client.closeOutput();

      assertCancelledWithin100ms(closedAt);
      assertThat(client.closedByServer()).isTrue();
    }
  }

  @Test
  void uploadThatBreaksOff_endsTheRequest() throws Exception {
    start(routing ->
        routing.post(
            "/upload",
            (req, res) -> {
              started.countDown();
              res.send("" + req.content().as(byte[].class).length);
            }));
    RawClient client = new RawClient(server.port());
    client.send("POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc");
    started.await();

    client.close();

    Polling.until("the request has ended", () -> server.activeRequests() == 0);
    assertThat(server.disconnectedRequests()).isEqualTo(1);
    assertThat(loud.records).isEmpty();
  }

  @Test
  void pipelinedRequestsOfAClientThatIsGone_areNotStarted() throws Exception {
    AtomicInteger others = new AtomicInteger();
    start(routing ->
        routing
            .get(
                "/slow",
                (req, res) -> {
                  started.countDown();
                  sleepUntilCancelled();
                })
            .get("/other", (req, res) -> res.send("" + others.incrementAndGet())));
    RawClient client = new RawClient(server.port()).get("/slow").get("/other");
    started.await();

    long closedAt = System.nanoTime();
    client.close();

    assertCancelledWithin100ms(closedAt);
    Polling.until("the connection is closed", () -> server.connections() == 0);
    assertThat(others).hasValue(0);
  }

  @Test
  void manyClientsThatHangUp_leaveNothingBehind(@TempDir Path dir) throws Exception {
    int clients = 200;
    Semaphore running = new Semaphore(0);
    start(routing ->
        routing.get(
            "/slow",
            (req, res) -> {
              running.release();
              Thread.sleep(Duration.ofSeconds(30));
              res.send("late");
            }));
    long filesBefore = openFiles();
    List<RawClient> open = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      open.add(new RawClient(server.port()).get("/slow"));
    }
    running.acquire(clients);
    assertThat(server.activeRequests()).isEqualTo(clients);
    assertThat(pumps(dir)).isEqualTo(clients);

    for (int i = 0; i < clients; i++) {
      if (i % 2 == 0) {
        open.get(i).close();
      } else {
        open.get(i).reset();
      }
    }

    Polling.until(
        Duration.ofSeconds(1), "no request is active", () -> server.activeRequests() == 0);
    Polling.until("no connection is open", () -> server.connections() == 0);
    Polling.until("no pump is alive", () -> pumps(dir) == 0);
    Polling.until("no socket is left open", () -> openFiles() <= filesBefore);
    assertThat(server.disconnectedRequests()).isEqualTo(clients);
    assertThat(loud.records).isEmpty();
  }

  private static long openFiles() throws IOException {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  private static long pumps(Path dir) throws IOException {
    Path dump = dir.resolve("threads-" + System.nanoTime());
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
    try (var lines = Files.lines(dump)) {
      return lines.filter(line -> line.contains("\"weft-http-pump")).count();
    }
  }

  /// Collects what is logged above debug.
  private static final class Loud extends Handler {
    final List<LogRecord> records = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().intValue() > Level.FINE.intValue()) {
        records.add(record);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
