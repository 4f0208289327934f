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
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
      cancelled.countDown();
      throw e;
    }
  }

  private void assertCancelled() throws Exception {
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    Polling.until("the request has ended", () -> server.activeRequests() == 0);
    assertThat(server.disconnectedRequests()).isEqualTo(1);
    assertThat(loud.records).isEmpty();
  }

  @Test
  void closedConnection_cancelsTheRequest() throws Exception {
    startSlow();
    RawClient client = new RawClient(server.port()).get("/slow");
    started.await();

    client.close();

    assertCancelled();
  }

  // The best of several, since a busy machine may hold up any of them.
  @Test
  void closedConnection_cancelsTheRequest_within100ms() throws Exception {
    Semaphore running = new Semaphore(0);
    LinkedBlockingQueue<Long> ends = new LinkedBlockingQueue<>();
    start(routing ->
        routing.get(
            "/slow",
            (req, res) -> {
              running.release();
              try {
                Thread.sleep(Duration.ofSeconds(30));
              } finally {
                ends.add(System.nanoTime());
              }
            }));
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      RawClient client = new RawClient(server.port()).get("/slow");
      running.acquire();
      long closedAt = System.nanoTime();
      client.close();
      long endedAt = Objects.requireNonNull(ends.poll(20, TimeUnit.SECONDS), "an end");
      best = Math.min(best, endedAt - closedAt);
    }
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(100));
  }

  @Test
  void resetConnection_cancelsTheRequest() throws Exception {
    startSlow();
    RawClient client = new RawClient(server.port()).get("/slow");
    started.await();

    client.reset();

    assertCancelled();
  }

  @Test
  void halfClosedConnection_countsAsGone() throws Exception {
    startSlow();
    try (RawClient client = new RawClient(server.port()).get("/slow")) {
      started.await();

      client.closeOutput();

      assertCancelled();
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

    client.close();

    assertCancelled();
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

      client.closeOutput();

      assertCancelled();
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

    client.close();

    assertCancelled();
    Polling.until("the connection is closed", () -> server.connections() == 0);
    assertThat(others).hasValue(0);
  }

  @Test
  void clientThatLeavesInTheMiddleOfAHeader_isNothingToSpeakOf() throws Exception {
    startSlow();
    for (String part : List.of("GET /slow HT", "GET /slow HTTP/1.1\r\nHos")) {
      RawClient client = new RawClient(server.port());
      client.send(part);
      Polling.until("it is connected", () -> server.connections() == 1);
      client.close();
      Polling.until("the connection is closed", () -> server.connections() == 0);
    }

    assertThat(started.getCount()).as("no request has begun").isEqualTo(1);
    assertThat(loud.records).isEmpty();
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
    long socketsBefore = openSockets();
    List<RawClient> open = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      open.add(new RawClient(server.port()).get("/slow"));
    }
    running.acquire(clients);
    assertThat(server.activeRequests()).isEqualTo(clients);
    // Those of tests before may still be about to end.
    Polling.until("each has a pump", () -> pumps(dir) == clients);

    for (int i = 0; i < clients; i++) {
      if (i % 2 == 0) {
        open.get(i).close();
      } else {
        open.get(i).reset();
      }
    }

    Polling.until("no request is active", () -> server.activeRequests() == 0);
    Polling.until("no connection is open", () -> server.connections() == 0);
    Polling.until("no pump is alive", () -> pumps(dir) == 0);
    Polling.until("no socket is left open", () -> openSockets() <= socketsBefore);
    assertThat(server.disconnectedRequests()).isEqualTo(clients);
    assertThat(loud.records).isEmpty();
  }

  private static long openSockets() throws IOException {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(DisconnectTest::isSocket).count();
    }
  }

  private static boolean isSocket(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().startsWith("socket:");
    } catch (IOException e) {
      // It was closed meanwhile.
      return false;
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

  /// Collects what is logged above debug. The features of Helidon, which the first server of a JVM
  /// logs on a thread of its own, may come at any time.
  private static final class Loud extends Handler {
    final List<LogRecord> records = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().intValue() > Level.FINE.intValue()
          && !String.valueOf(record.getLoggerName()).startsWith("io.helidon.common.features")) {
        records.add(record);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
