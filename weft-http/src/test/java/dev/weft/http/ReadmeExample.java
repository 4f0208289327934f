package dev.weft.http;

import dev.weft.Tasks;
import io.helidon.webserver.http.HttpRouting;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// The example of README.md, as it is run by ReadmeTest.
final class ReadmeExample {
  private ReadmeExample() {}

  static HttpServer start(int port, Report left, Report right) {
    // README
    HttpServer server = new HttpServer(config -> config.host("127.0.0.1").port(port));
    server.start(routing ->
        routing
            .get(
                "/report",
                (req, res) -> {
                  String both = Tasks.gather(left::read, right::read).map((a, b) -> a + b);
                  res.send(both);
                })
            .get("/readyz", (req, res) -> res.status(server.draining() ? 503 : 200).send("ready")));
    // README
    return server;
  }

  static DrainReport stop(HttpServer server) throws InterruptedException {
    // README
    DrainReport report = server.drain(Duration.ofSeconds(10));
    // README
    return report;
  }

  static HttpServer bounded(int port) {
    // README
    HttpServer server =
        new HttpServer(config -> config.host("127.0.0.1").port(port))
            .mostRequests(500, path -> path.equals("/healthz"))
            .budget(new RequestBudget(Duration.ofSeconds(15), "Request-Timeout"), path -> false);
    // README
    return server;
  }

  static void tell(HttpRouting.Builder routing, Job job) {
    // README
    routing.get(
        "/job/events",
        (req, res) ->
            EventStream.answer(
                res,
                events -> {
                  String state;
                  do {
                    state = job.awaitChange();
                    events.send("state", state);
                  } while (!state.equals("done"));
                }));
    // README
  }

  static String call(URI uri) throws HttpCallException, InterruptedException {
    // README
    try (HttpCalls calls = new HttpCalls()) {
      HttpRequest request = HttpRequest.newBuilder(uri).build();
      HttpAnswer answer = calls.send(request, Duration.ofSeconds(5));
      return new String(answer.body(), StandardCharsets.UTF_8);
    }
    // README
  }

  interface Job {
    String awaitChange() throws InterruptedException;
  }

  interface Report {
    String read() throws InterruptedException;
  }
}
