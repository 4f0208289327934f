package dev.weft.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.DeadlineExceededException;
import dev.weft.Outcome;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.http.HttpCallException.Kind;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How calls end that do not end well, seen from the other side.
class HttpCallEndTest {
  private static final Duration BUDGET = Duration.ofSeconds(30);
  private static final String HALF = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";

  private final HttpCalls calls = new HttpCalls();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);

  @AfterEach
  void close() {
    calls.close();
  }

  /// Says something, and then waits for the end of the connection.
  private Peer silentAfter(String said) throws IOException {
    return new Peer((client, _) -> {
      Peer.head(client);
      Peer.say(client, said);
      asked.countDown();
      Peer.awaitEnd(client);
      left.countDown();
    });
  }

  private void assertLeft() throws InterruptedException {
    assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private Outcome<HttpAnswer> cancelOnceAsked(HttpRequest request) throws InterruptedException {
    return TaskGroup.supervise(group -> {
      Task<HttpAnswer> call = group.start("call", () -> calls.send(request, BUDGET));
      asked.await();
      call.cancel("enough");
      return call.join();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", HALF})
  void cancelledCall_endsItsConnection_andIsNotRepeated(String said) throws Exception {
    try (Peer peer = silentAfter(said)) {
      assertThat(cancelOnceAsked(peer.request().version(Version.HTTP_1_1).build()))
          .isInstanceOf(Outcome.Cancelled.class);
      assertLeft();
      assertThat(peer.accepted()).isEqualTo(1);
    }
  }

  // The first call of a JVM takes long to get to the server.
  @ParameterizedTest
  @Tag("slow")
  @ValueSource(strings = {"", HALF})
  void budget_coversHeadersAndBody(String said) throws Exception {
    try (Peer peer = silentAfter(said)) {
      assertThatThrownBy(() -> calls.send(peer.request().build(), Duration.ofSeconds(2)))
          .isInstanceOf(DeadlineExceededException.class);
      assertLeft();
    }
  }

  @Test
  void cancelledCallOverHttp2_resetsItsStream() throws Exception {
    var reset = new CountDownLatch(1);
    try (Peer peer =
        new Peer((client, _) -> {
          Peer.head(client);
          Peer.say(
              client,
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
          Http2Frames frames = Http2Frames.of(client);
          asked.countDown();
          if (frames.await(Http2Frames.RST_STREAM) == 1) {
            reset.countDown();
          }
        })) {
      assertThat(cancelOnceAsked(peer.request().version(Version.HTTP_2).build()))
          .isInstanceOf(Outcome.Cancelled.class);
      assertThat(reset.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void tooLargeBody_isNotReadToItsEnd() throws Exception {
    try (Peer peer =
        silentAfter("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(101))) {
      HttpCallException failure =
          catchThrowableOfType(
              HttpCallException.class,
              () -> calls.mostBytes(100).send(peer.request().build(), BUDGET));
      assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
      assertLeft();
      assertThat(peer.accepted()).isEqualTo(1);
    }
  }

  /// Resets the first connections and answers on the last.
  private static Peer rudeUntil(int last, String said) throws IOException {
    return new Peer((client, number) -> {
      Peer.head(client);
      if (number < last) {
        Peer.say(client, said);
        reset(client);
      } else {
        Peer.say(client, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
      }
    });
  }

  private static void reset(Socket client) throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 OK\r\n", HALF})
  void connectionThatBreaks_isTriedAgain(String said) throws Exception {
    try (Peer peer = rudeUntil(3, said)) {
      assertThat(calls.send(peer.request().build(), BUDGET).body())
          .isEqualTo("good".getBytes(US_ASCII));
      assertThat(peer.accepted()).isEqualTo(3);
    }
  }

  @Test
  void connectionThatBreaks_isBrokenOff_whereRepeatingMayDoHarm() throws Exception {
    try (Peer peer = rudeUntil(3, HALF)) {
      HttpRequest post = peer.request().POST(BodyPublishers.noBody()).build();
      HttpCallException failure =
          catchThrowableOfType(HttpCallException.class, () -> calls.send(post, BUDGET));
      assertThat(failure.kind()).isEqualTo(Kind.BROKEN_OFF);
      assertThat(failure).hasMessageContaining("/x was broken off: ");
      assertThat(peer.accepted()).isEqualTo(1);
    }
  }

  @Test
  @Tag("slow")
  void callThatTakesTooLong_namesWhatFailedBefore() throws Exception {
    try (Peer peer =
        new Peer((client, number) -> {
          Peer.head(client);
          if (number == 1) {
            Peer.say(client, "HTTP/1.1 503 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
          } else {
            Peer.awaitEnd(client);
          }
        })) {
      DeadlineExceededException late =
          catchThrowableOfType(
              DeadlineExceededException.class,
              () -> calls.send(peer.request().build(), Duration.ofSeconds(3)));
      assertThat(late.getSuppressed()).hasSize(1);
      assertThat(late.getSuppressed()[0]).hasMessageContaining("answered 503: no body");
    }
  }

  @Test
  void close_endsWhatIsInProgress() throws Exception {
    try (Peer peer = silentAfter(HALF)) {
      Outcome<HttpAnswer> outcome =
          TaskGroup.supervise(group -> {
            Task<HttpAnswer> call =
                group.start("call", () -> calls.send(peer.request().build(), BUDGET));
            asked.await();
            calls.close();
            return call.join();
          });
      assertThat(outcome).isInstanceOf(Outcome.Failure.class);
      assertLeft();
      assertThat(peer.accepted()).isEqualTo(1);
      assertThatThrownBy(() -> calls.send(peer.request().build(), BUDGET))
          .isInstanceOf(HttpCallException.class);
    }
  }
}
