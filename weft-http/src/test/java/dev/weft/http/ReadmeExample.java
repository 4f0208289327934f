package dev.weft.http;

import dev.weft.Tasks;
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

  interface Report {
    String read() throws InterruptedException;
  }
}
