package dev.weft.lessons.web;

import dev.weft.http.HttpCallException;
import dev.weft.http.HttpCalls;
import dev.weft.http.HttpServer;
import dev.weft.lessons.stage.Mode;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/// An HTTP server and those who can ask it. In the simulator there are no sockets: there its
/// clients call the handler themselves.
public abstract sealed class Site implements AutoCloseable {

  /// It tells of each start and stop.
  private static final Logger HELIDON = Logger.getLogger("io.helidon");

  /// What is asked for before the lesson begins: the first request of a JVM takes seconds.
  private static final String WARM_UP = "/warm-up";

  private static final int WARM_UPS = 3;
  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(30);

  /// A server with a handler for all paths.
  ///
  /// @param mode what runs the threads of the lesson
  /// @param handler answers
  /// @throws IOException if it cannot be reached
  /// @throws InterruptedException if the lesson is cancelled
  public static Site open(Mode mode, Handler handler) throws IOException, InterruptedException {
    if (mode == Mode.SIMULATED) {
      return standIn(handler, true);
    }
    HELIDON.setLevel(Level.WARNING);
    var server = new HttpServer(config -> config.host("127.0.0.1").port(0));
    Set<Integer> peers = ConcurrentHashMap.newKeySet();
    server.start(routing ->
        routing
            .get(WARM_UP, (req, res) -> answer(Reply.text(500, "warm"), res))
            .any((req, res) -> {
              peers.add(req.remotePeer().port());
              answer(handler.answer(req.path().path()), res);
            }));
    return warm(new Real(server.port(), server::close, peers));
  }

  /// A server that was started already, of whose connections nothing is known.
  ///
  /// @param port where it listens
  /// @param stop ends it
  /// @throws IOException if it cannot be reached
  /// @throws InterruptedException if the lesson is cancelled
  public static Site at(int port, Runnable stop) throws IOException, InterruptedException {
    HELIDON.setLevel(Level.WARNING);
    return warm(new Real(port, stop, Set.of()));
  }

  /// Also with an answer that is no success.
  private static Site warm(Site site) throws IOException, InterruptedException {
    for (int i = 0; i < WARM_UPS; i++) {
      try (HttpClient client = site.newClient()) {
        client.send(HttpRequest.newBuilder(site.uri(WARM_UP)).build(), BodyHandlers.ofString());
      }
      try (var calls = new HttpCalls(site.newClient())) {
        calls.send(HttpRequest.newBuilder(site.uri(WARM_UP)).build(), LONGEST_WARM_UP);
      } catch (HttpCallException e) {
        // It is what was asked for.
      }
    }
    return site;
  }

  private static void answer(Reply reply, ServerResponse response)
      throws InterruptedException, IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    response.status(Status.create(reply.status()));
    response.header(HeaderNames.CONTENT_TYPE, reply.type());
    if (reply.late().isZero()) {
      response.send(body);
      return;
    }
    try (OutputStream out = response.outputStream()) {
      out.write(body, 0, 1);
      out.flush();
      Thread.sleep(reply.late());
      out.write(body, 1, body.length - 1);
    }
  }

  /// No server, for the simulator: its clients call the handler.
  ///
  /// @param handler answers
  /// @param isHeedful whether a request is cancelled when its client has gone
  public static Site standIn(Handler handler, boolean isHeedful) {
    return new StandIn(handler, isHeedful);
  }

  /// Where a path of it is.
  ///
  /// @param path begins with a slash
  public abstract URI uri(String path);

  /// A new client, of which the caller disposes.
  public abstract HttpClient newClient();

  /// How many connections it was asked through.
  public abstract int connections();

  @Override
  public abstract void close();

  private static final class Real extends Site {
    private final int port;
    private final Runnable stop;
    private final Set<Integer> peers;

    Real(int port, Runnable stop, Set<Integer> peers) {
      this.port = port;
      this.stop = stop;
      this.peers = peers;
    }

    @Override
    public URI uri(String path) {
      return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public HttpClient newClient() {
      return HttpClient.newHttpClient();
    }

    @Override
    public int connections() {
      return peers.size();
    }

    @Override
    public void close() {
      stop.run();
    }
  }

  private static final class StandIn extends Site {
    private final Handler handler;
    private final boolean isHeedful;
    private int clients;

    StandIn(Handler handler, boolean isHeedful) {
      this.handler = handler;
      this.isHeedful = isHeedful;
    }

    @Override
    public URI uri(String path) {
      return URI.create("http://stand-in" + path);
    }

    @Override
    public HttpClient newClient() {
      clients++;
      return new StandInClient(handler, isHeedful);
    }

    /// As many as clients, since each is used by one caller at a time here.
    @Override
    public int connections() {
      return clients;
    }

    @Override
    public void close() {}
  }
}
