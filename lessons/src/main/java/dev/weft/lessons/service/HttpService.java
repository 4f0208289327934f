package dev.weft.lessons.service;

import dev.weft.DeadlineExceededException;
import dev.weft.Tasks;
import dev.weft.http.HttpAnswer;
import dev.weft.http.HttpCallException;
import dev.weft.http.HttpCalls;
import dev.weft.http.HttpServer;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.Stage;
import dev.weft.lessons.web.Reply;
import dev.weft.lessons.web.Site;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A service and its client: answers and errors, and a client that leaves before the answer comes.
final class HttpService implements Lesson {
  private static final Map<String, String> USERS = Map.of("1", "Ada", "2", "Alan");

  private final Stage stage;

  /// Counted down when the report that nobody waits for has ended, however.
  private volatile CountDownLatch reported = new CountDownLatch(1);

  HttpService(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws Exception {
    try (Site service = unaware();
        var calls = new HttpCalls(service.newClient())) {
      stage.wrong("unaware", "the client leaves, the work goes on", () -> leave(service, calls));
    }
    reported = new CountDownLatch(1);
    try (Site service = aware();
        var calls = new HttpCalls(service.newClient())) {
      stage.right("report", "the client leaves, its request ends", () -> leave(service, calls));
      stage.right("server", "answers and errors", () -> ask(service, calls));
    }
  }

  private Site unaware() throws IOException, InterruptedException {
    if (stage.mode() == Mode.SIMULATED) {
      return Site.standIn(this::answer, false);
    }
    // @start region=unaware
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    var server =
        com.sun.net.httpserver.HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = answerBytes(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    // @end
    return Site.at(
        server.getAddress().getPort(),
        () -> {
          server.stop(0);
          threads.shutdownNow();
        });
  }

  private byte[] answerBytes(String path) throws IOException {
    try {
      return answer(path).body().getBytes(StandardCharsets.UTF_8);
    } catch (InterruptedException e) {
      throw new IOException("the server stops", e);
    }
  }

  private Site aware() throws IOException, InterruptedException {
    if (stage.mode() == Mode.SIMULATED) {
      return Site.standIn(this::answer, true);
    }
    // @start region=server
    var server = new HttpServer(config -> config.host("127.0.0.1").port(0));
    server.start(routing ->
        routing
            .get("/report", (req, res) -> send(res, report()))
            .get(
                "/users/{id}", (req, res) -> send(res, user(req.path().pathParameters().get("id"))))
            .error(
                IllegalArgumentException.class,
                (req, res, e) -> send(res, Reply.problem(400, String.valueOf(e.getMessage())))));
    // @end
    return Site.at(server.port(), server::close);
  }

  // @start region=answers
  private static Reply user(String id) {
    if (!id.matches("[0-9]+")) {
      throw new IllegalArgumentException("a user id is a number");
    }
    String name = USERS.get(id);
    return name == null
        ? Reply.problem(404, "there is no user " + id)
        : Reply.json("{\"id\":%s,\"name\":\"%s\"}".formatted(id, name));
  }

  // @end

  private static void send(ServerResponse response, Reply reply) {
    response.status(Status.create(reply.status()));
    response.header(HeaderNames.CONTENT_TYPE, reply.type());
    response.send(reply.body().getBytes(StandardCharsets.UTF_8));
  }

  /// What the routing does, where there is none.
  private Reply answer(String path) throws InterruptedException {
    try {
      return switch (path) {
        case "/report" -> report();
        case String other when other.startsWith("/users/") ->
            user(other.substring("/users/".length()));
        default -> Reply.problem(404, "there is no " + path);
      };
    } catch (IllegalArgumentException e) {
      return Reply.problem(400, String.valueOf(e.getMessage()));
    }
  }

  // @start region=report
  private Reply report() throws InterruptedException {
    try {
      String both =
          Tasks.gather(() -> query("sales", 1_500), () -> query("stock", 1_200))
              .map((sales, stock) -> sales + stock);
      stage.say("the report is ready");
      return Reply.text(200, both);
    } finally {
      reported.countDown();
    }
  }

  // @end

  private String query(String name, int millis) throws InterruptedException {
    return stage.call(
        "query " + name,
        () -> {
          Thread.sleep(millis);
          return name;
        });
  }

  private void leave(Site service, HttpCalls calls) throws HttpCallException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(service.uri("/report")).build();
    try {
      stage.run("client", () -> calls.send(request, Duration.ofMillis(800)));
    } catch (DeadlineExceededException e) {
      stage.say("client: %s, and leaves".formatted(e.getMessage()));
    }
    boolean isOver = reported.await(5, TimeUnit.SECONDS);
    stage.say("the report is %s".formatted(isOver ? "over" : "still made"));
  }

  private void ask(Site service, HttpCalls calls) throws InterruptedException {
    for (String id : new String[] {"1", "x", "7"}) {
      HttpRequest request = HttpRequest.newBuilder(service.uri("/users/" + id)).build();
      try {
        HttpAnswer answer = calls.send(request, Duration.ofSeconds(1));
        stage.say(
            "%d %s".formatted(answer.status(), new String(answer.body(), StandardCharsets.UTF_8)));
      } catch (HttpCallException e) {
        stage.say(String.valueOf(e.getMessage()).replaceAll("http://[^/]*", ""));
      }
    }
  }
}
