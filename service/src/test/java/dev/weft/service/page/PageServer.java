package dev.weft.service.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// Serves the page's own files, and answers that a test chooses: states that the real service is
/// rarely in, on demand. It is strict about what a page may load, like the service.
final class PageServer implements AutoCloseable {
  private static final String FILES = "/dev/weft/service/web/page/";
  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "page.css", "text/css; charset=utf-8",
          "page.js", "text/javascript; charset=utf-8",
          "shared.js", "text/javascript; charset=utf-8",
          "transfer.js", "text/javascript; charset=utf-8",
          "batch.js", "text/javascript; charset=utf-8",
          "upstream.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");

  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> holds = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ApiStub api = new ApiStub();
  private final HttpServer server;
  private volatile boolean away;

  PageServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::file);
    server.createContext("/api/", api::handle);
    server.createContext("/api/users/", this::dashboard);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /// What is not about users.
  ApiStub api() {
    return api;
  }

  /// The names of the page's files.
  static Set<String> files() {
    return TYPES.keySet();
  }

  /// From now on answers this for the user.
  void answer(Object id, Reply reply) {
    replies.put(id.toString(), reply);
  }

  /// From now on keeps requests for the user waiting, until the latch is counted down.
  CountDownLatch hold(Object id) {
    var latch = new CountDownLatch(1);
    holds.put(id.toString(), latch);
    return latch;
  }

  /// The ids that dashboards were asked for, in order.
  List<String> asked() {
    return List.copyOf(asked);
  }

  /// While it is away, every request ends with a closed connection and no answer.
  void away(boolean now) {
    away = now;
  }

  private void dashboard(HttpExchange exchange) throws IOException {
    if (away) {
      exchange.close();
      return;
    }
    String path = exchange.getRequestURI().getPath();
    String id = path.substring("/api/users/".length()).replaceFirst("/dashboard$", "");
    asked.add(id);
    var hold = holds.get(id);
    if (hold != null) {
      try {
        hold.await();
      } catch (InterruptedException e) {
        exchange.close();
        return;
      }
    }
    var reply = replies.getOrDefault(id, Reply.problem(404, "Not Found", "no user " + id));
    exchange.getResponseHeaders().set("Content-Type", reply.type());
    if (!reply.timing().isEmpty()) {
      exchange.getResponseHeaders().set("Server-Timing", reply.timing());
    }
    send(exchange, reply.status(), reply.body().getBytes(StandardCharsets.UTF_8));
  }

  private void file(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring(1);
    String name = path.isEmpty() ? "index.html" : path;
    String type = TYPES.get(name);
    if (type == null) {
      send(exchange, 404, new byte[0]);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'self'");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    send(exchange, 200, read(name));
  }

  /// A file of the page, as it is packaged.
  static byte[] read(String name) throws IOException {
    try (InputStream file = PageServer.class.getResourceAsStream(FILES + name)) {
      if (file == null) {
        throw new IOException("the page has no file " + name);
      }
      return file.readAllBytes();
    }
  }

  static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (exchange;
        var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    holds.values().forEach(CountDownLatch::countDown);
    api.close();
    server.stop(0);
  }
}
