package dev.weft.service.upstream;

import dev.weft.http.HttpServer;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// A small upstream to try everything with, without a network: it answers every path with JSON,
/// after a delay, and fails as often as it is told.
public final class SampleUpstream implements AutoCloseable {
  private final HttpServer server;
  private final Duration delay;
  private final int failurePercent;

  private SampleUpstream(Duration delay, int failurePercent) {
    this.delay = delay;
    this.failurePercent = failurePercent;
    this.server = new HttpServer(config -> config.host("127.0.0.1").port(0));
  }

  /// Starts it on a free port.
  ///
  /// @param delay how long each answer takes
  /// @param failurePercent of 100 answers, how many are a 500
  public static SampleUpstream start(Duration delay, int failurePercent) {
    var upstream = new SampleUpstream(delay, failurePercent);
    upstream.server.start(routing -> routing.get(upstream::answer));
    return upstream;
  }

  private void answer(ServerRequest request, ServerResponse response) throws InterruptedException {
    Thread.sleep(delay);
    if (ThreadLocalRandom.current().nextInt(100) < failurePercent) {
      response.status(Status.INTERNAL_SERVER_ERROR_500).send("out of order");
      return;
    }
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(
        "{\"path\":\"%s\"}"
            .formatted(request.path().path().replaceAll("[^A-Za-z0-9._~/-]", "?"))
            .getBytes(StandardCharsets.UTF_8));
  }

  /// Where it is.
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /// Ends it at once.
  @Override
  public void close() {
    server.close();
  }
}
