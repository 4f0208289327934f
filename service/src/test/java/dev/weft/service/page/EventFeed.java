package dev.weft.service.page;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Server-sent events as a test sends them, to the newest client. Like the service it begins with
/// the progress as it is.
final class EventFeed {
  private static final String CUT = "";

  private final Object lock = new Object();

  // Guarded by `lock`.
  private BlockingQueue<String> current = new LinkedBlockingQueue<>();
  private String progress = ": nothing yet\n\n";
  private int connections;

  void progress(String json) {
    synchronized (lock) {
      progress = event("progress", json);
      current.add(progress);
    }
  }

  void send(String type, String json) {
    synchronized (lock) {
      current.add(event(type, json));
    }
  }

  /// Ends the connection.
  void cut() {
    synchronized (lock) {
      current.add(CUT);
    }
  }

  /// How many clients have connected so far.
  int connections() {
    synchronized (lock) {
      return connections;
    }
  }

  private static String event(String type, String json) {
    return "event: " + type + "\ndata: " + json + "\n\n";
  }

  void serve(HttpExchange exchange) throws IOException {
    var mine = new LinkedBlockingQueue<String>();
    synchronized (lock) {
      current.add(CUT);
      current = mine;
      // The browser's own pause before it connects again is seconds.
      mine.add("retry: 50\n" + progress);
      connections++;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (exchange;
        var out = exchange.getResponseBody()) {
      for (String event = mine.take(); !event.equals(CUT); event = mine.take()) {
        out.write(event.getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
