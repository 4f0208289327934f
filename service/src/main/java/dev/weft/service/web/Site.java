package dev.weft.service.web;

import dev.weft.DeadlineExceededException;
import dev.weft.Offload;
import dev.weft.http.HttpServer;
import dev.weft.http.RequestBudget;
import dev.weft.service.batch.Batches;
import dev.weft.service.dashboard.Dashboards;
import dev.weft.service.dashboard.Timings;
import dev.weft.service.database.Database;
import dev.weft.service.digest.Digests;
import dev.weft.service.money.Transfers;
import dev.weft.service.upstream.Upstream;
import io.helidon.webserver.http.ServerRequest;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// All that the service offers over HTTP.
public final class Site {
  /// How many requests are answered at a time: about what half a gigabyte of heap can bear.
  private static final int MOST_REQUESTS = 2_000;

  private static final Duration WRITE_BUDGET = Duration.ofSeconds(10);

  private static final String BATCHES = "/api/batches/";
  private static final Pattern STREAM = Pattern.compile(BATCHES + "[0-9]+/events");

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final Database database;
  private final Batches batches;
  private final HttpServer server;
  private final Dashboards dashboards;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Metrics metrics = new Metrics(registry);
  private final DegradedLog degradedLog =
      new DegradedLog(System.getLogger("dev.weft.service.web"), System::nanoTime);

  private Site(Database database, Batches batches, HttpServer server, Duration partBudget) {
    this.database = database;
    this.batches = batches;
    this.server = server;
    this.dashboards =
        new Dashboards(database.dataSource(), database.usage().size(), partBudget, this::degraded);
  }

  /// Starts an HTTP server with all endpoints.
  ///
  /// @param partBudget how long an optional part of a dashboard may take
  /// @param requestBudget how long a request may take
  /// @throws IllegalStateException if the address cannot be listened on
  public static HttpServer start(
      String host,
      int port,
      Database database,
      Upstream upstream,
      Batches batches,
      Duration partBudget,
      Duration requestBudget) {
    HttpServer server =
        new HttpServer(
                config -> {
                  config.host(host).port(port);
                  Endpoints.configure(config);
                })
            // Beyond the budget that an endpoint is under, for clients who do not read their
            // answer.
            .budget(new RequestBudget(requestBudget.plus(WRITE_BUDGET)), Endpoints::isUpload);
    var site = new Site(database, batches, server, partBudget);
    server.mostRequests(MOST_REQUESTS, Site::isAlwaysAnswered, site::isOverloaded);
    site.measure(upstream);
    server.start(routing -> {
      var endpoints = new Endpoints(routing, requestBudget, site.metrics);
      TransferEndpoints.addTo(endpoints, new Transfers(database.dataSource()));
      UpstreamEndpoints.addTo(endpoints, upstream);
      BatchEndpoints.addTo(endpoints, batches);
      DigestEndpoints.addTo(endpoints, new Digests(Offload.cores()));
      site.addTo(endpoints);
    });
    return server;
  }

  /// What the service is watched by, and streams, which cost next to nothing.
  ///
  /// @param path the path; null for a target without one, such as `http:x`
  private static boolean isAlwaysAnswered(@Nullable String path) {
    return "/healthz".equals(path)
        || "/readyz".equals(path)
        || "/metrics".equals(path)
        || (path != null && path.startsWith(BATCHES) && STREAM.matcher(path).matches());
  }

  private boolean isOverloaded(@Nullable String path) {
    return path != null && path.startsWith("/api/users/") && dashboards.isOverloaded();
  }

  private void addTo(Endpoints endpoints) {
    PageFiles.addTo(endpoints);
    endpoints
        .get("/api/users/{id}/dashboard", this::dashboard)
        .get("/api/users/{id}/profile", this::profile)
        .get("/healthz", _ -> state(200, "alive"))
        .get("/readyz", _ -> readiness())
        .get(
            "/metrics",
            _ -> Answer.ok(PROMETHEUS, registry.scrape().getBytes(StandardCharsets.UTF_8)))
        .end();
  }

  private Answer dashboard(ServerRequest request) throws Exception {
    long id = Numbers.id(request, "user");
    var timings = new Timings();
    boolean isConsistent = Numbers.flag(request, "consistent");
    if (isConsistent && database.usage().size() < 2) {
      throw Refusal.badRequest(
          "consistent=true needs two connections to the database, and there is one");
    }
    return timed(
        isConsistent
            ? dashboards.consistentDashboard(id, timings)
            : dashboards.dashboard(id, timings),
        timings);
  }

  private Answer profile(ServerRequest request) throws Exception {
    long id = Numbers.id(request, "user");
    var timings = new Timings();
    return timed(dashboards.profile(id, timings), timings);
  }

  private Answer timed(Object value, Timings timings) {
    timings.parts().forEach(part -> metrics.part(part.part(), part.duration()));
    return Answer.ok(Json.CONTENT_TYPE, Json.bytes(value)).with(ServerTiming.header(timings));
  }

  private Answer readiness() {
    if (server.draining()) {
      return state(503, "draining");
    }
    if (!database.available()) {
      return state(503, "the database cannot be reached");
    }
    return batches.hasEnded()
        ? state(503, "batches are not worked off any more; see the log and restart the service")
        : state(200, "ready");
  }

  private static Answer state(int status, String text) {
    return new Answer(status, Json.CONTENT_TYPE, Json.bytes(Map.of("status", text)), Map.of());
  }

  private void degraded(String part, Exception cause) {
    boolean late = cause instanceof DeadlineExceededException;
    metrics.degraded(part, late ? "late" : "failed");
    degradedLog.note(part, late, cause);
  }

  private void measure(Upstream upstream) {
    Gauge.builder("http.server.requests.active", server, HttpServer::activeRequests)
        .description("Requests that are being answered")
        .register(registry);
    FunctionCounter.builder(
            "http.server.requests.disconnected", server, HttpServer::disconnectedRequests)
        .description("Requests whose client has left before the answer")
        .register(registry);
    FunctionCounter.builder("http.server.requests.refused", server, HttpServer::refusedRequests)
        .description("Requests that were refused because too many were being answered")
        .register(registry);
    FunctionCounter.builder("upstream.calls", upstream, u -> u.health().succeeded())
        .description("Calls of the upstream")
        .tag("outcome", "succeeded")
        .register(registry);
    FunctionCounter.builder("upstream.calls", upstream, u -> u.health().failed())
        .description("Calls of the upstream")
        .tag("outcome", "failed")
        .register(registry);
    FunctionCounter.builder("upstream.calls", upstream, u -> u.health().timedOut())
        .description("Calls of the upstream")
        .tag("outcome", "timed out")
        .register(registry);
    Gauge.builder("batches.running", batches, Batches::running)
        .description("Batches that are worked on or wait for that")
        .register(registry);
    Gauge.builder("database.available", database, db -> db.available() ? 1 : 0)
        .description("1 while the database can be reached")
        .register(registry);
    Gauge.builder("database.connections.active", database, db -> db.usage().active())
        .description("Connections in use")
        .register(registry);
    Gauge.builder("database.connections.waiting", database, db -> db.usage().waiting())
        .description("Requests that wait for a connection")
        .register(registry);
  }
}
