package dev.weft.service.web;

import dev.weft.Deadline;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;

/// Puts endpoints behind paths: each under the request's budget, measured, its failures turned into
/// problems. Whatever has no endpoint is a problem too.
final class Endpoints {
  static final int MAX_BODY_BYTES = 1024 * 1024;

  private static final System.Logger LOG = System.getLogger("dev.weft.service.web");

  private final HttpRouting.Builder routing;
  private final Duration budget;
  private final Metrics metrics;

  Endpoints(HttpRouting.Builder routing, Duration budget, Metrics metrics) {
    this.routing = routing;
    this.budget = budget;
    this.metrics = metrics;
  }

  /// What the server has to be told for all of this to hold.
  static void configure(WebServerConfig.Builder server) {
    server.maxPayloadSize(MAX_BODY_BYTES).directHandlers(DirectProblems.forAllEvents());
  }

  Endpoints get(String path, Endpoint endpoint) {
    Handler handler = (request, response) -> serve(path, endpoint, request, response);
    routing.get(path, handler);
    routing.head(path, handler);
    routing.any(
        path,
        (request, response) ->
            send(path, System.nanoTime(), methodNotAllowed(request), request, response));
    return this;
  }

  /// Answers everything that has no endpoint; comes last.
  void end() {
    routing.any((request, response) ->
        send(
            "other",
            System.nanoTime(),
            Problems.answer(404, "Not Found", "there is nothing at this path"),
            request,
            response));
  }

  private static Answer methodNotAllowed(ServerRequest request) {
    Method method = request.prologue().method();
    return Problems.answer(
            405, "Method Not Allowed", method.text() + " is not possible here; use GET or HEAD")
        .with(Map.of("Allow", "GET, HEAD"));
  }

  private void serve(String path, Endpoint endpoint, ServerRequest request, ServerResponse response)
      throws InterruptedException {
    long begun = System.nanoTime();
    Answer answer;
    try {
      answer = Deadline.within(budget, () -> endpoint.answer(request));
    } catch (InterruptedException e) {
      metrics.cancelled(path, System.nanoTime() - begun);
      throw e;
    } catch (Exception e) {
      answer = Problems.answer(e);
      log(request, answer.status(), e);
    }
    send(path, begun, answer, request, response);
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
      LOG.log(Level.WARNING, what + ": " + cause);
    }
  }

  private void send(
      String path, long begun, Answer answer, ServerRequest request, ServerResponse response) {
    metrics.answered(path, answer.status(), System.nanoTime() - begun);
    response.status(Status.create(answer.status()));
    response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
    response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
    answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    if (request.prologue().method().equals(Method.HEAD)) {
      // Helidon would send the body too, and the client would take it for the next answer.
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length));
      response.send();
    } else {
      response.send(answer.body());
    }
  }
}
