package dev.weft.service.web;

import dev.weft.Deadline;
import dev.weft.Tasks;
import dev.weft.http.EventStream;
import dev.weft.http.RequestBudget;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts endpoints behind paths: each under the request's budget, measured, its failures turned into
/// problems. Whatever has no endpoint is a problem too.
final class Endpoints {
  /// The largest body where none of any length is asked for.
  static final int MAX_BODY_BYTES = 1024 * 1024;

  static final String TOO_LARGE = "the body is larger than " + MAX_BODY_BYTES + " bytes; send less";

  private static final Set<String> UPLOADS = Set.of("/api/batches", "/api/digests");

  private static final System.Logger LOG = System.getLogger("dev.weft.service.web");

  private final HttpRouting.Builder routing;
  private final Duration budget;
  private final RequestBudget budgets;
  private final Metrics metrics;
  private final Map<String, Map<Method, Endpoint>> paths = new LinkedHashMap<>();
  private final Map<String, StreamEndpoint> streams = new LinkedHashMap<>();

  Endpoints(HttpRouting.Builder routing, Duration budget, Metrics metrics) {
    this.routing = routing;
    this.budget = budget;
    this.budgets = new RequestBudget(budget, "Request-Timeout");
    this.metrics = metrics;
    routing.addFilter((chain, request, response) -> {
      Answer refusal = refusal(request);
      if (refusal == null) {
        chain.proceed();
      } else {
        send("other", System.nanoTime(), refusal, request, response);
      }
    });
  }

  /// Why a request comes to no endpoint; null if it does.
  private static @Nullable Answer refusal(RoutingRequest request) {
    String path = request.prologue().uriPath().path();
    if (path == null) {
      // Such as `http:x`: Helidon's routing would fail with it.
      return Refusal.badRequest("the target has no path; begin it with /").answer();
    }
    boolean isTooLarge =
        request.headers().contentLength().orElse(0) > MAX_BODY_BYTES && !isUpload(path);
    return isTooLarge
        ? Refusal.tooLarge(TOO_LARGE).answer().with(Map.of("Connection", "close"))
        : null;
  }

  /// Whether a path takes bodies of any length.
  static boolean isUpload(@Nullable String path) {
    return path != null && UPLOADS.contains(path);
  }

  /// What the server has to be told for all of this to hold.
  static void configure(WebServerConfig.Builder server) {
    server.maxPayloadSize(-1).directHandlers(DirectProblems.forAllEvents());
  }

  Endpoints get(String path, Endpoint endpoint) {
    return on(Method.GET, path, endpoint).on(Method.HEAD, path, endpoint);
  }

  Endpoints post(String path, Endpoint endpoint) {
    return on(Method.POST, path, endpoint);
  }

  /// A POST with a body of any length, which takes as long as it takes at a [least
  /// rate][PacedBody#LEAST_BYTES_PER_SECOND]: its sender must not fall behind that by more than the
  /// budget of other requests. What it answers afterwards is under no budget of this class.
  Endpoints upload(String path, Endpoint endpoint) {
    if (!isUpload(path)) {
      throw new IllegalArgumentException(path + " is none of " + UPLOADS);
    }
    return post(path, endpoint);
  }

  Endpoints delete(String path, Endpoint endpoint) {
    return on(Method.DELETE, path, endpoint);
  }

  /// A GET that is answered with events.
  Endpoints events(String path, StreamEndpoint endpoint) {
    streams.put(path, endpoint);
    return this;
  }

  private Endpoints on(Method method, String path, Endpoint endpoint) {
    paths.computeIfAbsent(path, _ -> new LinkedHashMap<>()).put(method, endpoint);
    return this;
  }

  /// Puts them into the routing, and after them what answers everything that has no endpoint.
  void end() {
    tellWhatThereIs();
    paths.forEach((path, endpoints) ->
        routing.any(
            path,
            (request, response) -> {
              Endpoint endpoint = endpoints.get(request.prologue().method());
              if (endpoint == null) {
                Answer answer = methodNotAllowed(request, endpoints.keySet());
                send(path, System.nanoTime(), answer, request, response);
              } else {
                serve(path, endpoint, request, response);
              }
            }));
    streams.forEach((path, endpoint) -> {
      routing.get(path, (request, response) -> stream(path, endpoint, request, response));
      routing.any(
          path,
          (request, response) ->
              send(
                  path,
                  System.nanoTime(),
                  methodNotAllowed(request, Set.of(Method.GET)),
                  request,
                  response));
    });
    routing.any((request, response) ->
        send(
            "other",
            System.nanoTime(),
            Problems.answer(404, "Not Found", "there is nothing at this path"),
            request,
            response));
  }

  private void tellWhatThereIs() {
    paths.forEach((path, endpoints) ->
        endpoints
            .keySet()
            .forEach(method -> LOG.log(Level.DEBUG, "offers " + method + " " + path)));
    streams.keySet().forEach(path -> LOG.log(Level.DEBUG, "offers GET " + path));
  }

  private static Answer methodNotAllowed(ServerRequest request, Set<Method> methods) {
    List<String> allowed = methods.stream().map(Method::text).toList();
    return Problems.answer(
            405,
            "Method Not Allowed",
            request.prologue().method().text()
                + " is not possible here; use "
                + String.join(" or ", allowed))
        .with(Map.of("Allow", String.join(", ", allowed)));
  }

  private void serve(String path, Endpoint endpoint, ServerRequest request, ServerResponse response)
      throws InterruptedException {
    long begun = System.nanoTime();
    Answer answer;
    try {
      answer =
          isUpload(path)
              ? endpoint.answer(request)
              : Deadline.within(budgetOf(request), () -> endpoint.answer(request));
    } catch (InterruptedException e) {
      metrics.cancelled(path, System.nanoTime() - begun);
      throw e;
    } catch (Exception e) {
      // Whatever it failed with then.
      Tasks.checkCancelled();
      answer = Problems.answer(e);
      log(request, answer.status(), e);
    }
    send(path, begun, answer, request, response);
  }

  private Duration budgetOf(ServerRequest request) throws Refusal {
    try {
      return budgets.of(request);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private void stream(
      String path, StreamEndpoint endpoint, ServerRequest request, ServerResponse response)
      throws Exception {
    long begun = System.nanoTime();
    try {
      EventStream.<Exception>answer(response, events -> endpoint.answer(request, events));
      metrics.answered(path, 200, System.nanoTime() - begun);
    } catch (InterruptedException e) {
      metrics.cancelled(path, System.nanoTime() - begun);
      throw e;
    } catch (Exception e) {
      Tasks.checkCancelled();
      // A client who leaves before the first event has nothing sent either.
      if (response.isSent() || e instanceof CloseConnectionException) {
        metrics.cancelled(path, System.nanoTime() - begun);
        throw e;
      }
      Answer answer = Problems.answer(e);
      log(request, answer.status(), e);
      send(path, begun, answer, request, response);
    }
  }

  /// The body of a request for [#upload].
  InputStream body(ServerRequest request) {
    return new PacedBody(request.content().inputStream(), budget);
  }

  private static void log(ServerRequest request, int status, Exception cause) {
    if (status < 500) {
      return;
    }
    String what =
        request.prologue().method().text() + " " + request.path().path() + " answered " + status;
    if (status == 500) {
      LOG.log(Level.ERROR, what, cause);
    } else {
      LOG.log(
          Level.WARNING,
          what + ": " + (cause.getCause() == null ? cause : cause + ": " + cause.getCause()));
    }
  }

  private void send(
      String path, long begun, Answer answer, ServerRequest request, ServerResponse response) {
    metrics.answered(path, answer.status(), System.nanoTime() - begun);
    response.status(Status.create(answer.status()));
    response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
    response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
    answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    if (request.headers().contains(HeaderNames.TRANSFER_ENCODING)
        && !request.content().consumed()) {
      // Nobody has seen whether its chunks can be read, and so where the next request begins.
      response.header(HeaderNames.CONNECTION, "close");
    }
    if (request.prologue().method().equals(Method.HEAD)) {
      // Helidon would send the body too, and the client would take it for the next answer.
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length));
      response.send();
    } else {
      response.send(answer.body());
    }
  }
}
