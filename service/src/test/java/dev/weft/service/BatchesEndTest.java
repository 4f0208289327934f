package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Application;
import dev.weft.http.HttpServer;
import dev.weft.service.database.Database;
import dev.weft.service.database.DatabaseOptions;
import dev.weft.service.upstream.SampleUpstream;
import dev.weft.service.web.Site;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.LogRecord;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is known when batches are not worked off any more, through a mistake in the service.
class BatchesEndTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @RegisterExtension static final Programs PROGRAMS = new Programs();

  private static final class Bug extends Error {
    private static final long serialVersionUID = 1L;

    Bug() {
      super("a mistake");
    }
  }

  @Test
  void batchesAreRefused_theServiceIsNotReady_andTheLogTellsOnce() throws Exception {
    String url = PROGRAMS.newDatabase().url();
    try (var log = new LogCapture("dev.weft")) {
      Application.run(app -> check(app, url));
      assertThat(log.records())
          .filteredOn(line -> line.getThrown() != null)
          .singleElement()
          .extracting(LogRecord::getMessage)
          .asString()
          .contains("batches");
    }
  }

  private static void check(Application app, String url) throws Exception {
    var isBroken = new AtomicBoolean();
    Database database =
        app.open(
            "database",
            () ->
                Database.openUrl(
                    url, DatabaseOptions.standard().withWrapper(all -> breaking(all, isBroken))));
    URI sample = app.open("sample", () -> SampleUpstream.start(Duration.ZERO, 0)).address();
    Backend backend = Backend.open(app, database, sample, 10);
    HttpServer server =
        app.open(
            "http server",
            () ->
                Site.start(
                    "127.0.0.1",
                    0,
                    database,
                    backend.upstream(),
                    backend.batches(),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(15)));
    int port = server.port();
    HttpResponse<String> batch = newBatch(port);
    assertThat(batch.statusCode()).isEqualTo(202);
    String path = batch.headers().firstValue("Location").orElseThrow();
    // From then on nobody but the task that looks for batches asks for connections by itself.
    Await.until(
        "it has ended", SOON, () -> send(request(port, path)).body().contains("\"endedAt\""));
    assertThat(send(request(port, "/readyz")).statusCode()).isEqualTo(200);

    isBroken.set(true);
    Await.until("they are not worked off any more", SOON, () -> backend.batches().hasEnded());

    HttpResponse<String> refusal = newBatch(port);
    assertThat(refusal.statusCode()).isEqualTo(503);
    assertThat(Problem.check(refusal).get("detail").stringValue())
        .contains("batches are not worked off");
    assertThat(refusal.headers().firstValue("Retry-After")).contains("30");
    HttpResponse<String> readiness = send(request(port, "/readyz"));
    assertThat(readiness.statusCode()).isEqualTo(503);
    assertThat(readiness.body()).contains("batches are not worked off any more");
    assertThat(send(request(port, "/api/accounts/1")).statusCode()).isEqualTo(200);
  }

  /// Breaks the next who asks for a connection, once, when it is told to.
  private static DataSource breaking(DataSource all, AtomicBoolean isBroken) {
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, arguments) -> {
              if (method.getName().equals("getConnection") && isBroken.getAndSet(false)) {
                throw new Bug();
              }
              try {
                return method.invoke(all, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static HttpResponse<String> newBatch(int port) throws Exception {
    return send(
        request(port, "/api/batches")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"kind\":\"digest\",\"items\":[\"a\"]}")));
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }
}
