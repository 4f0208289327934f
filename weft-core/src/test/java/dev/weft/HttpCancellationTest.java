package dev.weft;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// An HTTP call with the JDK's own client, as it is.
@OnEveryScheduler
@Tag("slow")
class HttpCancellationTest {

  /// Accepts one connection, reads a request, answers with `answer`, and then never again.
  private static final class SilentServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);

    SilentServer(String answer) throws IOException {
      Thread.ofPlatform().daemon().name("silent-server").start(() -> serve(answer));
    }

    private void serve(String answer) {
      try (var connection = socket.accept()) {
        InputStream in = connection.getInputStream();
        byte[] request = new byte[4096];
        if (in.read(request) > 0) {
          connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
          asked.countDown();
        }
        while (in.read(request) >= 0) {
          // Nothing more is expected than the end.
        }
        left.countDown();
      } catch (IOException e) {
        // A reset tells the same.
        left.countDown();
      }
    }

    String uri() {
      return "http://"
          + InetAddress.getLoopbackAddress().getHostAddress()
          + ":"
          + socket.getLocalPort()
          + "/";
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static String fetch(HttpClient client, SilentServer server)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(server.uri())).build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private static void cancelOnceAsked(SilentServer server) throws Exception {
    try (server;
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      Outcome<String> outcome =
          TaskGroup.supervise(group -> {
            Task<String> call = group.start("call", () -> fetch(client, server));
            server.asked.await();
            call.cancel("not needed");
            return call.join();
          });
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Cancelled.class,
              cancelled -> assertThat(cancelled.cancellation().reason()).isEqualTo("not needed"));
      Waits.until("the server sees the end of the connection", () -> server.left.getCount() == 0);
    }
  }

  @Test
  @Case(39)
  void callThatWaitsForTheHeaders_isAborted_andTheServerSeesIt() throws Exception {
    cancelOnceAsked(new SilentServer(""));
  }

  @Test
  @Case(39)
  void callThatWaitsForTheBody_isAborted_andTheServerSeesIt() throws Exception {
    cancelOnceAsked(new SilentServer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
  }

  @Test
  @Case({29, 39})
  void callBeyondItsDeadline_isATimeOut_alsoInTheMiddleOfTheBody() throws Exception {
    try (var server = new SilentServer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      assertThatThrownBy(() -> Deadline.within(ofMillis(100), () -> fetch(client, server)))
          .isInstanceOf(DeadlineExceededException.class);
    }
  }
}
