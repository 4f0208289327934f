package dev.weft.http;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.TaskGroup;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

// Around all of Helidon's routing, not a filter in it: the error handlers of the routing belong to
// the request too, and who is refused costs as little as can be.
//
// Defended by RequestTreeTest, RequestLimitsTest, KeepAliveTest, DrainTest.
/// Runs every request of a connection as the root of its own tree of tasks, on the connection's
/// thread; those for which there is no room it refuses.
final class WatchedRouting implements HttpRouting {
  private static final System.Logger LOG = System.getLogger("dev.weft.http");

  private static final Problem TOO_MANY =
      Problem.unavailable("too many requests are being answered; try again");

  /// How long the rest of a body that nobody has read is read and thrown away.
  private static final Duration SKIPPING = Duration.ofSeconds(2);

  private final HttpRouting routing;
  private final Connection connection;
  private final Requests requests;
  private final Admission admission;

  WatchedRouting(
      HttpRouting routing, Connection connection, Requests requests, Admission admission) {
    this.routing = routing;
    this.connection = connection;
    this.requests = requests;
    this.admission = admission;
  }

  @Override
  public void route(ConnectionContext context, RoutingRequest req, RoutingResponse res) {
    connection.answering(true);
    try {
      routeOne(context, req, res);
    } finally {
      connection.answering(false);
    }
  }

  private void routeOne(ConnectionContext context, RoutingRequest req, RoutingResponse res) {
    if (isLast(req.headers())) {
      connection.readAhead();
    }
    res.beforeSend(() -> announceDrain(res));
    try {
      Admission.Pass pass = admission.enter(req.prologue().uriPath().path());
      if (pass == Admission.Pass.REFUSED) {
        TOO_MANY.send(req, res);
      } else {
        answer(context, req, res, pass);
      }
    } finally {
      if (isLast(res.headers())) {
        if (req.content().hasEntity() && !req.content().consumed()) {
          connection.answersUnread();
        }
        connection.endAfterThisAnswer();
      }
    }
    if (connection.clientIsGone()) {
      throw new CloseConnectionException(Connection.CLIENT_GONE);
    }
    if (isLast(res.headers())) {
      // Helidon would parse what has arrived already, and answer once more if it is malformed: the
      // rest of a body, perhaps, that nobody could read.
      throw new CloseConnectionException("the answer to " + name(req) + " was the last");
    }
    skipBody(req);
  }

  // What comes after the last request is read ahead, so that the end of the connection finds it.
  private static boolean isLast(Headers headers) {
    return headers.containsToken(HeaderValues.CONNECTION_CLOSE);
  }

  private static String name(RoutingRequest req) {
    return req.prologue().method().text() + " " + req.prologue().uriPath().rawPath();
  }

  private void answer(
      ConnectionContext context, RoutingRequest req, RoutingResponse res, Admission.Pass pass) {
    Request request = new Request(name(req), connection);
    if (!connection.begin(request)) {
      admission.leave(pass);
      throw new CloseConnectionException("nobody waits for the answer to " + request.name());
    }
    requests.started(request);
    try {
      res.whenSent(request::answerIsSent);
      run(context, req, res, request);
    } finally {
      connection.end();
      // Nobody interrupts this thread on purpose between two requests.
      Thread.interrupted();
      admission.leave(pass);
      account(request);
    }
  }

  private void run(
      ConnectionContext context, RoutingRequest req, RoutingResponse res, Request request) {
    try {
      TaskGroup.<@Nullable Void, RuntimeException>run(
          request.name(),
          group -> {
            request.runsIn(group);
            routing.route(context, req, res);
            return null;
          });
    } catch (InterruptedException e) {
      throw new CloseConnectionException(request.name() + " was interrupted", e);
    }
  }

  private void announceDrain(RoutingResponse res) {
    if (requests.draining()) {
      connection.readAhead();
      res.header(HeaderValues.CONNECTION_CLOSE);
    }
  }

  private void account(Request request) {
    // A client may close the connection as soon as it has its answer, while the handler still runs.
    boolean cutShort = request.cutShort();
    if (cutShort && LOG.isLoggable(Level.DEBUG)) {
      LOG.log(
          Level.DEBUG,
          "{0} cancelled after {1} ms: {2}",
          request.name(),
          request.age().toMillis(),
          request.cancelled().orElseThrow());
    }
    requests.ended(request, cutShort && connection.clientIsGone());
  }

  // Helidon would do it for as long as the client takes.
  private static void skipBody(RoutingRequest req) {
    if (req.content().consumed()) {
      return;
    }
    try {
      Deadline.<@Nullable Void, RuntimeException>within(
          SKIPPING,
          () -> {
            req.content().consume();
            return null;
          });
    } catch (DeadlineExceededException | InterruptedException e) {
      Thread.interrupted();
      throw new CloseConnectionException("the rest of the request does not come", e);
    }
  }

  @Override
  public HttpSecurity security() {
    return routing.security();
  }
}
