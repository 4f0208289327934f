package dev.weft.http;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.http.HttpCallException.Kind;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Calls of a real server.
class HttpCallsTest {
  private static final Duration BUDGET = Duration.ofSeconds(10);

  private final HttpServer server = new HttpServer(config -> config.host("127.0.0.1").port(0));
  private final AtomicInteger asked = new AtomicInteger();
  private final HttpCalls calls = new HttpCalls();

  @BeforeEach
  void start() {
    server.start(routing ->
        routing
            .get("/good", (req, res) -> res.send("hello"))
            .get("/large", (req, res) -> res.send(new byte[100_000]))
            .get(
                "/moved",
                (req, res) ->
                    res.status(Status.FOUND_302).header(HeaderNames.LOCATION, "/good").send())
            .get(
                "/wrong",
                (req, res) -> {
                  asked.incrementAndGet();
                  res.status(Status.BAD_REQUEST_400).send("no\r\nsuch thing");
                })
            .any(
                "/second",
                (req, res) -> {
                  boolean isGood = asked.incrementAndGet() > 1;
                  res.status(isGood ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503).send("x");
                })
            .get(
                "/later",
                (req, res) -> {
                  asked.incrementAndGet();
                  boolean isGood = asked.get() > 1;
                  res.status(isGood ? Status.OK_200 : Status.create(429))
                      .header(HeaderNames.RETRY_AFTER, req.query().get("after"))
                      .send();
                })
            .get(
                "/wordy",
                (req, res) ->
                    res.status(Status.INTERNAL_SERVER_ERROR_500).send("x".repeat(1_000_000))));
  }

  @AfterEach
  void stop() {
    calls.close();
    server.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpCallException failureOf(HttpRequest request) {
    return catchThrowableOfType(HttpCallException.class, () -> calls.send(request, BUDGET));
  }

  @Test
  void answer_isGivenWhole() throws Exception {
    HttpAnswer answer = calls.send(to("/good").build(), BUDGET);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("hello");
  }

  @Test
  void clientThatWasMadeElsewhere_isUsed_andClosedWithItsCalls() throws Exception {
    HttpClient following =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();
    try (var followed = new HttpCalls(following)) {
      assertThat(followed.send(to("/moved").build(), BUDGET).status()).isEqualTo(200);
    }
    assertThat(following.isTerminated()).isTrue();
  }

  @Test
  void statusThatIsNoSuccess_isAFailure_andNotRepeated() {
    HttpCallException failure = failureOf(to("/wrong").build());
    assertThat(failure.kind()).isEqualTo(Kind.BAD_STATUS);
    assertThat(failure.status()).hasValue(400);
    assertThat(failure).hasMessageEndingWith("/wrong answered 400: no such thing");
    assertThat(asked).hasValue(1);
    assertThat(failureOf(to("/moved").build()).status()).hasValue(302);
  }

  @Test
  void bodyThatIsTooLarge_isRefused() throws Exception {
    assertThat(calls.send(to("/large").build(), BUDGET).body()).hasSize(100_000);
    HttpCallException failure =
        catchThrowableOfType(
            HttpCallException.class,
            () -> calls.mostBytes(99_999).send(to("/large?key=secret").build(), BUDGET));
    assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(failure)
        .hasMessage(
            "GET http://127.0.0.1:%d/large answered with more than 99999 bytes; allow more by mostBytes()",
            server.port());
  }

  @Test
  void passingFailure_isTriedAgain_whereThatDoesNoHarm() throws Exception {
    assertThat(calls.send(to("/second").build(), BUDGET).status()).isEqualTo(200);
    assertThat(asked).hasValue(2);
    asked.set(0);
    HttpRequest post = to("/second").POST(HttpRequest.BodyPublishers.ofString("x")).build();
    assertThat(failureOf(post).status()).hasValue(503);
    assertThat(asked).hasValue(1);
    asked.set(0);
    HttpRequest keyed =
        to("/second")
            .header("Idempotency-Key", "a")
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();
    assertThat(calls.send(keyed, BUDGET).status()).isEqualTo(200);
    asked.set(0);
    assertThatThrownBy(() -> calls.attempts(1).send(to("/second").build(), BUDGET))
        .isInstanceOf(HttpCallException.class);
  }

  private HttpRequest later(String retryAfter) {
    return to("/later?after=" + URLEncoder.encode(retryAfter, StandardCharsets.UTF_8)).build();
  }

  @Test
  void retryAfter_thatDoesNotFitIntoTheBudget_endsTheCallAtOnce() {
    long begun = System.nanoTime();
    assertThat(failureOf(later("3600")).status()).hasValue(429);
    assertThat(asked).hasValue(1);
    assertThat(System.nanoTime() - begun).isLessThan(BUDGET.toNanos());
  }

  @Test
  @Tag("slow")
  void retryAfter_thatFits_isWaitedFor() throws Exception {
    long begun = System.nanoTime();
    assertThat(calls.send(later("1"), BUDGET).status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(1));
    asked.set(0);
    begun = System.nanoTime();
    // Dates have whole seconds, so one that is two away may be only a little more than one away.
    String date = RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2));
    assertThat(calls.send(later(date), BUDGET).status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void retryAfter_thatCannotBeReadOrIsPast_isAsNone() throws Exception {
    for (String text : List.of("soon", "-1", "Sun, 06 Nov 1994 08:49:37 GMT")) {
      asked.set(0);
      assertThat(calls.send(later(text), BUDGET).status()).isEqualTo(200);
    }
  }

  @Test
  void longAnswerThatIsNoSuccess_isItsStatus_withAnExcerpt() {
    HttpCallException failure = failureOf(to("/wordy").build());
    assertThat(failure.kind()).isEqualTo(Kind.BAD_STATUS);
    assertThat(failure).hasMessageEndingWith("/wordy answered 500: " + "x".repeat(200));
  }

  @Test
  void serverThatIsNotThere_isUnreachable_andTriedThreeTimes() throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port)).build();
    HttpCallException failure = failureOf(request);
    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure.getSuppressed()).hasSize(2).hasOnlyElementsOfType(HttpCallException.class);
    assertThat(failure).hasMessageContaining("cannot be reached");
  }

  @Test
  void headerWithALineBreak_cannotBeSent() {
    for (String value : List.of("a\r\nY: b", "a\nb", "a\rb", "a\0b")) {
      assertThatThrownBy(() -> to("/good").header("X", value))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> to("/good").header(value, "X"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void badBounds_areRefused() {
    assertThatThrownBy(() -> calls.attempts(0)).hasMessage("0 attempts; give 1 or more");
    assertThatThrownBy(() -> calls.mostBytes(-1))
        .hasMessage("-1 bytes of an answer; give 0 or more");
  }
}
