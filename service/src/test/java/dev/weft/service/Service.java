package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Offload;
import dev.weft.http.HttpServer;
import dev.weft.jdbc.CancellableDataSource;
import dev.weft.service.batch.Batches;
import dev.weft.service.batch.ItemWork;
import dev.weft.service.database.Database;
import dev.weft.service.database.DatabaseOptions;
import dev.weft.service.digest.Digests;
import dev.weft.service.upstream.SampleUpstream;
import dev.weft.service.upstream.Upstream;
import dev.weft.service.web.Site;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The service as `weft serve` puts it together, for one test class: on a database of its own with
/// the data set, and a free port.
public final class Service implements BeforeAllCallback, AfterAllCallback {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Duration partTimeout;
  private final Duration requestTimeout;
  private @Nullable TestDatabase side;
  private @Nullable Database database;
  private @Nullable HttpServer server;
  private @Nullable SampleUpstream sample;
  private @Nullable Upstream upstream;
  private @Nullable Thread worker;
  private @Nullable URI upstreamAddress;
  private int upstreamRate = 100;
  private @Nullable ItemWork work;

  private Service(Duration partTimeout, Duration requestTimeout) {
    this.partTimeout = partTimeout;
    this.requestTimeout = requestTimeout;
  }

  /// A service whose optional parts may take as long as whole requests.
  public static Service patient() {
    return new Service(Duration.ofSeconds(20), Duration.ofSeconds(15));
  }

  static Service withPartTimeout(Duration timeout) {
    return new Service(timeout, Duration.ofSeconds(15));
  }

  static Service withRequestTimeout(Duration timeout) {
    return new Service(Duration.ofSeconds(20), timeout);
  }

  /// Another upstream than the sample, whose answers take 20 ms.
  Service withUpstream(URI address) {
    upstreamAddress = address;
    return this;
  }

  /// Another number of calls that the upstream allows in a second than 100.
  Service withUpstreamRate(int perSecond) {
    upstreamRate = perSecond;
    return this;
  }

  /// Something else that is done with the items of batches.
  Service withWork(ItemWork itemWork) {
    work = itemWork;
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    start(SharedPostgres.of(context).newDatabase());
    // The first dashboard loads a thousand classes, which may take longer than a short budget; no
    // test shall pay for that.
    Await.until(
        "a whole dashboard",
        Duration.ofSeconds(60),
        () -> get("/api/users/1/dashboard").body().endsWith("\"degraded\":[]}"));
  }

  void start(TestDatabase onDatabase) throws Exception {
    side = onDatabase;
    database =
        Database.openUrl(
            onDatabase.url(), DatabaseOptions.standard().withWrapper(CancellableDataSource::new));
    sample = SampleUpstream.start(Duration.ofMillis(20), 0);
    upstream =
        new Upstream(upstreamAddress == null ? sample.address() : upstreamAddress, upstreamRate);
    var batches =
        new Batches(
            database.dataSource(),
            work == null ? new BatchJobs(upstream, new Digests(Offload.cores())) : work);
    worker = Thread.ofVirtual().name("batches").start(() -> run(batches));
    server = Site.start("127.0.0.1", 0, database, upstream, batches, partTimeout, requestTimeout);
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    stop();
  }

  private static void run(Batches batches) {
    try {
      batches.run();
    } catch (InterruptedException e) {
      // The end.
    }
  }

  void stop() throws Exception {
    if (server != null) {
      server.close();
    }
    if (worker != null) {
      worker.interrupt();
      worker.join();
    }
    if (upstream != null) {
      upstream.close();
    }
    if (sample != null) {
      sample.close();
    }
    if (database != null) {
      database.close();
    }
  }

  HttpServer server() {
    return Objects.requireNonNull(server);
  }

  Database pool() {
    return Objects.requireNonNull(database);
  }

  /// The service's database, past the service.
  public TestDatabase database() {
    return Objects.requireNonNull(side);
  }

  int port() {
    return server().port();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + port() + "/");
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address().resolve(path)).timeout(Duration.ofSeconds(30));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).build());
  }

  static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  static JsonNode json(HttpResponse<String> answer) {
    return JSON.readTree(answer.body());
  }

  /// A dashboard that must be there.
  JsonNode dashboard(long id) throws IOException, InterruptedException {
    HttpResponse<String> answer = get("/api/users/" + id + "/dashboard");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  /// What `/metrics` says, summed up over all lines that begin like this; zero if there is none.
  double metric(String beginning) throws IOException, InterruptedException {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(beginning))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
