package dev.weft.http;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 server whose requests end with their client.
///
/// Every request runs as the root of its own tree of tasks on the thread of its connection. When
/// the client closes the connection, or only its own side of it, everything that the request has
/// started is cancelled, with the reason `client disconnected`. A server that stops lets running
/// requests end first; see [#drain(Duration)].
///
/// ```java
/// var server = new HttpServer(config -> config.port(8080));
/// server.start(routing -> routing
///     .get("/reports/{id}", (req, res) -> res.send(report(req.path().pathParameters().get("id"))))
///     .get("/readyz", (req, res) -> res.status(server.draining() ? 503 : 200).send()));
/// ```
public final class HttpServer implements AutoCloseable {
  private final Consumer<WebServerConfig.Builder> config;
  private final Requests requests = new Requests();

  // Set before the server starts, by whoever makes it.
  private volatile Admission admission = Admission.ofAll();
  private volatile @Nullable BudgetedPaths budgets;

  // Guarded by this.
  private @Nullable WebServer server;
  private @Nullable Drain drain;

  /// Creates a server that does not listen yet.
  ///
  /// @param config changes the configuration of Helidon's server, at least its port; the routing,
  ///   the protocols other than HTTP/1.1, the shutdown hook and the grace period are set by this
  ///   class. `TCP_NODELAY` is set unless this takes it back
  public HttpServer(Consumer<WebServerConfig.Builder> config) {
    this.config = config;
  }

  /// Bounds how many requests are answered at a time. Beyond that a request is answered at once
  /// with 503 and `Retry-After: 1`, as `application/problem+json`, before anything is made for it:
  /// it counts neither as running nor as drained.
  ///
  /// @param most how many
  /// @param exempt paths that are answered in any case and do not count, such as those by which the
  ///   server is watched
  /// @return this server
  /// @throws IllegalArgumentException if that is less than 1
  /// @throws IllegalStateException if the server was started before
  public synchronized HttpServer mostRequests(int most, Predicate<String> exempt) {
    return mostRequests(most, exempt, _ -> false);
  }

  /// Bounds how many requests are answered at a time, like [#mostRequests(int, Predicate)], and has
  /// those refused in the same way of which the application says that there are too many already.
  /// To refuse them here costs a fraction of what it costs an endpoint.
  ///
  /// @param most how many
  /// @param exempt paths that are answered in any case and do not count, such as those by which the
  ///   server is watched
  /// @param overloaded whether a request of a path is to be refused now; asked for each request.
  ///   The path is null where the target has none, such as `http:x`. No error handler of the
  ///   routing sees what this throws
  /// @return this server
  /// @throws IllegalArgumentException if `most` is less than 1
  /// @throws IllegalStateException if the server was started before
  public synchronized HttpServer mostRequests(
      int most, Predicate<String> exempt, Predicate<String> overloaded) {
    if (most < 1) {
      throw new IllegalArgumentException(most + " requests at a time; give 1 or more");
    }
    requireNotStarted();
    admission = new Admission(most, exempt, overloaded);
    return this;
  }

  /// Gives requests a budget of time. When it is over, everything that the request does is
  /// cancelled, and it is answered with 503 and `Retry-After: 1`, as `application/problem+json`,
  /// unless the routing has an error handler for [dev.weft.DeadlineExceededException]. If its
  /// answer has begun, or is being written to a client that does not read, its connection is closed
  /// instead. A request whose header cannot be read is answered with 400.
  ///
  /// An [EventStream] is under no budget once it has begun.
  ///
  /// @param budget how long requests may take
  /// @param exempt paths that have no budget, such as those of uploads
  /// @return this server
  /// @throws IllegalStateException if the server was started before
  public synchronized HttpServer budget(RequestBudget budget, Predicate<String> exempt) {
    requireNotStarted();
    budgets = new BudgetedPaths(budget, exempt);
    return this;
  }

  private void requireNotStarted() {
    if (server != null) {
      throw new IllegalStateException("the server was started before; bound its requests first");
    }
  }

  /// Starts to listen.
  ///
  /// @param routing says which handler answers what
  /// @return this server
  /// @throws IllegalStateException if the server was started or closed before, or cannot listen
  public synchronized HttpServer start(Consumer<HttpRouting.Builder> routing) {
    if (server != null) {
      throw new IllegalStateException("the server was started before; create another one");
    }
    if (drain != null) {
      throw new IllegalStateException("the server was closed; create another one");
    }
    HttpRouting.Builder routes = HttpRouting.builder();
    routes.addFilter(new RequestFilter(budgets));
    routing.accept(routes);
    RequestFilter.addErrorHandlers(routes);

    WebServerConfig.Builder builder = WebServer.builder();
    // An answer is written in several pieces: the last would wait for the client to acknowledge the
    // one before, which clients put off for 40 ms.
    builder.connectionOptions(options -> options.tcpNoDelay(true));
    config.accept(builder);
    Http1Config http1 =
        builder.protocols().stream()
            .filter(Http1Config.class::isInstance)
            .map(Http1Config.class::cast)
            .findFirst()
            .orElseGet(Http1Config::create);
    // With a single protocol Helidon does not wait for the first bytes of a connection to choose
    // one, so a connection that sends nothing is in our hands too.
    builder.protocolsDiscoverServices(false).clearProtocols().clearConnectionSelectors();
    builder.addConnectionSelector(
        new WatchedSelector(
            Http1ConnectionSelector.builder().config(http1).build(), requests, admission));
    builder.directHandlers(
        UnreadAnswers.around(builder.directHandlers().orElseGet(DirectHandlers::create)));
    builder.routing(routes).shutdownHook(false).shutdownGracePeriod(Drain.HELIDON_GRACE);
    requireFree(builder);
    WebServer started = builder.build().start();
    if (!started.isRunning()) {
      throw new IllegalStateException("the server did not start; Helidon has logged the cause");
    }
    server = started;
    requests.startLookout();
    return this;
  }

  // Helidon logs a port that is taken with a stack trace, and goes on as if nothing had happened.
  private static void requireFree(WebServerConfig.Builder config) {
    if (config.port() < 1 || config.bindAddress().isPresent()) {
      return;
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(config.host(), config.port()));
    } catch (IOException e) {
      throw new IllegalStateException(
          "the server cannot listen on "
              + config.host()
              + ":"
              + config.port()
              + ": "
              + e.getMessage()
              + "; choose a free port",
          e);
    }
  }

  /// The port on which the server listens.
  ///
  /// @return the port, or -1 when the server is not listening
  public synchronized int port() {
    return server == null ? -1 : server.port();
  }

  /// How many requests are running.
  ///
  /// @return the number of requests whose handler, or anything that it started, has not ended
  public int activeRequests() {
    return requests.activeCount();
  }

  /// How many requests were refused because there were too many, as [#mostRequests(int, Predicate,
  /// Predicate)] says.
  ///
  /// @return the number since the start of the server
  public long refusedRequests() {
    return admission.refused();
  }

  /// How many connections are open, idle ones included; for tests.
  int connections() {
    return requests.connections().size();
  }

  /// How many requests were cancelled because their client had gone.
  ///
  /// @return the number since the start of the server
  public long disconnectedRequests() {
    return requests.disconnected();
  }

  /// Whether the server has begun to stop.
  ///
  /// @return true from the call of [#drain(Duration)] or [#close()] on
  public boolean draining() {
    return requests.draining();
  }

  /// Stops the server: lets running requests end, cancels what has not ended in time, and returns
  /// when all is closed.
  ///
  /// No new connection is accepted from the beginning. A request that comes on an open connection
  /// is still answered, with `Connection: close`; idle connections are closed when no request runs
  /// any more. What runs at the end of the bound is cancelled with the reason `server is shutting
  /// down` and has two seconds to clean up. A further call, from any thread, can only shorten the
  /// bound.
  ///
  /// If the caller is interrupted, running requests are cancelled at once.
  ///
  /// @param bound how long requests may go on
  /// @return what became of them
  /// @throws InterruptedException if the caller is interrupted; the server stops all the same
  public DrainReport drain(Duration bound) throws InterruptedException {
    Drain drain = startDrain(bound);
    try {
      return drain.await();
    } catch (InterruptedException e) {
      drain.within(Duration.ZERO);
      throw e;
    }
  }

  /// Stops the server without letting requests end by themselves, and returns when all is closed;
  /// does nothing if it is.
  @Override
  public void close() {
    startDrain(Duration.ZERO).awaitUninterruptibly();
  }

  private synchronized Drain startDrain(Duration bound) {
    if (drain == null) {
      drain = new Drain(requests, server, bound);
    } else {
      drain.within(bound);
    }
    return drain;
  }
}
