package dev.weft.http;

import dev.weft.TaskGroup;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// Runs every request as the root of its own tree of tasks, on the connection's thread.
final class RequestFilter implements Filter {
  private static final System.Logger LOG = System.getLogger("dev.weft.http");
  private static final String SHUTTING_DOWN =
      "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
          + "\"detail\":\"the server is shutting down\"}";

  private final Requests requests;

  RequestFilter(Requests requests) {
    this.requests = requests;
  }

  /// Goes in front of everything else that `routing` does.
  void addTo(HttpRouting.Builder routing) {
    routing.addFilter(this);
    routing.error(InterruptedException.class, this::answerCancelled);
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest req, RoutingResponse res) {
    Connection connection = Connection.CURRENT.get();
    Request request =
        new Request(req.prologue().method().text() + " " + req.prologue().uriPath().rawPath());
    if (!connection.begin(request)) {
      throw new CloseConnectionException("nobody waits for the answer to " + request.name());
    }
    requests.started(request);
    try {
      res.beforeSend(() -> announceDrain(res));
      res.whenSent(request::answerIsSent);
      run(chain, request);
    } finally {
      connection.end();
      // Nobody interrupts this thread on purpose between two requests.
      Thread.interrupted();
      account(connection, request);
      if (res.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
        connection.endAfterThisAnswer();
      }
    }
    if (connection.clientIsGone()) {
      throw new CloseConnectionException(Connection.CLIENT_GONE);
    }
  }

  private static void run(FilterChain chain, Request request) {
    try {
      TaskGroup.<@Nullable Void, RuntimeException>run(
          request.name(),
          group -> {
            request.runsIn(group);
            chain.proceed();
            return null;
          });
    } catch (InterruptedException e) {
      throw new CloseConnectionException(request.name() + " was interrupted", e);
    }
  }

  private void announceDrain(ServerResponse res) {
    if (requests.draining()) {
      res.header(HeaderValues.CONNECTION_CLOSE);
    }
  }

  private void account(Connection connection, Request request) {
    // A client may close the connection as soon as it has its answer, while the handler still runs.
    boolean cutShort = request.cutShort();
    if (cutShort && LOG.isLoggable(Level.DEBUG)) {
      LOG.log(
          Level.DEBUG,
          "{0} cancelled after {1} ms: {2}",
          request.name(),
          request.millis(),
          request.cancelled().orElseThrow());
    }
    requests.ended(request, cutShort && connection.clientIsGone());
  }

  /// Answers a request that was cancelled by the server; leaves every other interrupt to Helidon.
  private void answerCancelled(ServerRequest req, ServerResponse res, InterruptedException e) {
    Connection connection = Connection.CURRENT.get();
    Request request = connection.current();
    if (request != null && request.cancelled().isPresent() && !connection.clientIsGone()) {
      res.status(Status.SERVICE_UNAVAILABLE_503);
      res.header(HeaderValues.CONNECTION_CLOSE);
      res.header(HeaderNames.RETRY_AFTER, "1");
      res.header(HeaderNames.CONTENT_TYPE, "application/problem+json");
      res.send(SHUTTING_DOWN);
    }
  }
}
