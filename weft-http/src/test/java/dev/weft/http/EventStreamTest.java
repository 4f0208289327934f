package dev.weft.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Deadline;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Streams of events over real connections.
class EventStreamTest {
  private static final Duration OFTEN = Duration.ofMillis(250);
  private static final Duration BUDGET = Duration.ofMillis(500);
  private static final Duration LONG = Duration.ofHours(1);

  private final HttpServer server =
      new HttpServer(config -> config.host("127.0.0.1").port(0))
          .budget(new RequestBudget(BUDGET), _ -> false);
  private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);

  @AfterEach
  void stop() {
    server.close();
  }

  private EventClient client() throws Exception {
    return new EventClient(server.port(), "/events");
  }

  private void start(Consumer<HttpRouting.Builder> routing) {
    server.start(routes -> {
      routes.get("/quick", (req, res) -> res.send("quick"));
      routing.accept(routes);
    });
  }

  /// Sends what the test tells it, until that is `end`.
  private void startTelling(Duration heartbeat) {
    start(routing ->
        routing.get(
            "/events",
            (req, res) ->
                EventStream.answer(
                    res,
                    heartbeat,
                    events -> {
                      events.send("hello", "");
                      try {
                        for (String data = told.take(); !data.equals("end"); data = told.take()) {
                          events.send("told", data, data);
                        }
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                      }
                    })));
  }

  private void assertInterrupted() throws InterruptedException {
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void events_comeAsTheyAreSent_andTheStreamEndsWithItsSource() throws Exception {
    startTelling(LONG);
    try (EventClient client = client()) {
      assertThat(client.headers().firstValue("Content-Type")).hasValue("text/event-stream");
      assertThat(client.headers().firstValue("Cache-Control")).hasValue("no-store");
      assertThat(client.next()).containsExactly("event: hello", "data: ");
      told.add("one");
      assertThat(client.next()).containsExactly("event: told", "id: one", "data: one");
      told.add("two");
      assertThat(client.next()).containsExactly("event: told", "id: two", "data: two");
      told.add("end");
      assertThat(client.next()).isEmpty();
    }
    Polling.until("the request has ended", () -> server.activeRequests() == 0);
    assertThat(server.disconnectedRequests()).isZero();
  }

  @Test
  void eventThatIsSentLast_arrives() throws Exception {
    start(routing ->
        routing.get(
            "/events",
            (req, res) -> EventStream.answer(res, events -> events.send("all", "there is"))));
    try (EventClient client = client()) {
      assertThat(client.next()).containsExactly("event: all", "data: there is");
      assertThat(client.next()).isEmpty();
    }
  }

  @Test
  void sourceWithNothingToTell_isAnEmptyAnswer() throws Exception {
    start(routing ->
        routing.get(
            "/events",
            (req, res) ->
                EventStream.answer(
                    res,
                    _ -> {
                      // Nothing.
                    })));
    try (RawClient client = new RawClient(server.port())) {
      RawClient.Answer answer = client.get("/events").answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers()).contains("content-type: text/event-stream");
      assertThat(answer.body()).isEmpty();
      assertThat(client.get("/quick").answer().status()).isEqualTo(200);
    }
  }

  @Test
  @Tag("slow")
  void stream_isUnderNoBudget_andIsToldOfTheSilence() throws Exception {
    startTelling(OFTEN);
    long begun = System.nanoTime();
    try (EventClient client = client()) {
      client.next();
      int times = 0;
      while (System.nanoTime() - begun < BUDGET.multipliedBy(2).toNanos()) {
        assertThat(client.next()).containsExactly(": still here");
        times++;
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isGreaterThanOrEqualTo(OFTEN.multipliedBy(times));
      told.add("end");
    }
  }

  @Test
  void failureBeforeTheFirstEvent_isThatOfTheHandler() throws Exception {
    start(routing ->
        routing
            .error(IllegalStateException.class, (req, res, e) -> res.status(404).send("none"))
            .get(
                "/events",
                (req, res) ->
                    EventStream.answer(
                        res,
                        _ -> {
                          throw new IllegalStateException("no such job");
                        })));
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.get("/events").answer()).matches(answer -> answer.status() == 404);
      assertThat(client.get("/quick").answer().status()).isEqualTo(200);
    }
  }

  @Test
  void failureAfterAnEvent_closesTheConnection() throws Exception {
    start(routing ->
        routing.get(
            "/events",
            (req, res) ->
                EventStream.answer(
                    res,
                    events -> {
                      events.send("hello", "");
                      told.take();
                      throw new IllegalStateException("for the log");
                    })));
    try (EventClient client = client()) {
      client.next();
      told.add("go on");
      assertThatThrownBy(client::next).isInstanceOf(IOException.class);
    }
    Polling.until("the connection has ended", () -> server.connections() == 0);
  }

  @Test
  void clientThatLeaves_endsItsStream() throws Exception {
    startTelling(LONG);
    try (EventClient client = client()) {
      client.next();
    }
    assertInterrupted();
    Polling.until("the request has ended", () -> server.activeRequests() == 0);
    assertThat(server.disconnectedRequests()).isEqualTo(1);
  }

  @Test
  void drain_tellsTheClient_andWaitsForNothing() throws Exception {
    startTelling(LONG);
    try (EventClient client = client()) {
      client.next();
      CompletableFuture<DrainReport> report = new CompletableFuture<>();
      Thread.startVirtualThread(() -> {
        try {
          report.complete(server.drain(LONG));
        } catch (InterruptedException e) {
          report.completeExceptionally(e);
        }
      });
      assertThat(client.next())
          .containsExactly("event: shutdown", "data: the server is shutting down");
      assertThat(client.next()).isEmpty();
      assertInterrupted();
      assertThat(report.get(20, TimeUnit.SECONDS)).isEqualTo(new DrainReport(1, 0, 0));
    }
  }

  @Test
  void lastEvent_isWhatTheSourceSays_afterWhatWaits() throws Exception {
    start(routing ->
        routing.get(
            "/events",
            (req, res) ->
                EventStream.answer(
                    res,
                    events -> {
                      events.atShutdown("bye", "{}");
                      events.send("hello", "");
                      never.await();
                    })));
    try (EventClient client = client()) {
      client.next();
      server.drain(LONG);
      assertThat(client.next()).containsExactly("event: bye", "data: {}");
      assertThat(client.next()).isEmpty();
    }
  }

  /// Sends states of 64 KiB as fast as it can.
  private AtomicInteger startFlooding(Duration heartbeat) {
    var sent = new AtomicInteger();
    String state = "x".repeat(64 * 1024);
    start(routing ->
        routing.get(
            "/events",
            (req, res) ->
                EventStream.answer(
                    res,
                    heartbeat,
                    events -> {
                      while (!Thread.currentThread().isInterrupted()) {
                        events.send("state", String.valueOf(sent.incrementAndGet()), state);
                        LockSupport.parkNanos(1_000);
                      }
                      interrupted.countDown();
                      throw new InterruptedException();
                    })));
    return sent;
  }

  @Test
  void clientThatReadsSlowly_holdsUpNobody_andSeesTheNewestState() throws Exception {
    AtomicInteger sent = startFlooding(LONG);
    try (EventClient slow = client();
        RawClient other = new RawClient(server.port())) {
      slow.next();
      // Many times what the buffers of two sockets hold.
      Polling.until("much is sent", () -> sent.get() > 3_000);
      assertThat(other.get("/quick").answer().status()).isEqualTo(200);
      int now = sent.get();
      List<String> event = slow.next();
      int read = 1;
      while (Integer.parseInt(event.get(1).substring("id: ".length())) < now) {
        event = slow.next();
        read++;
      }
      assertThat(read).isLessThan(1_000);
    }
    assertInterrupted();
  }

  @Test
  @Tag("slow")
  void clientThatReadsNothing_isDisconnected() throws Exception {
    startFlooding(OFTEN);
    try (RawClient deaf = new RawClient(server.port()).get("/events")) {
      assertInterrupted();
      Polling.until("the request has ended", () -> server.activeRequests() == 0);
      Polling.until("the connection has ended", () -> server.connections() == 0);
      assertThat(deaf.line()).isEqualTo("HTTP/1.1 200 OK");
    }
    assertThat(server.disconnectedRequests()).isEqualTo(1);
  }

  @Test
  @Tag("slow")
  void clientThatReadsNothing_doesNotHoldUpTheDrain() throws Exception {
    AtomicInteger sent = startFlooding(LONG);
    try (RawClient deaf = new RawClient(server.port()).get("/events")) {
      Polling.until("much is sent", () -> sent.get() > 1_000);
      DrainReport report = Deadline.within(Duration.ofSeconds(20), () -> server.drain(LONG));
      assertThat(report).isEqualTo(new DrainReport(1, 0, 0));
      assertThat(deaf.line()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void streamOutsideOfAHandler_isRefused() throws Exception {
    var response = new CompletableFuture<ServerResponse>();
    start(routing ->
        routing.get(
            "/events",
            (req, res) -> {
              response.complete(res);
              res.send("x");
            }));
    try (RawClient client = new RawClient(server.port())) {
      client.get("/events").answer();
    }
    assertThatThrownBy(() -> EventStream.answer(response.get(), events -> events.send("a", "b")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "no request is answered by this thread; call answer() on the thread of the handler");
    assertThatThrownBy(
            () -> EventStream.answer(response.get(), Duration.ZERO, events -> events.send("a", "")))
        .hasMessage("a heartbeat every PT0S; give more than 0");
  }
}
