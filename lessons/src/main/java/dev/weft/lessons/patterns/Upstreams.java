package dev.weft.lessons.patterns;

import dev.weft.DeadlineExceededException;
import dev.weft.http.HttpAnswer;
import dev.weft.http.HttpCallException;
import dev.weft.http.HttpCalls;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import dev.weft.lessons.web.Reply;
import dev.weft.lessons.web.Site;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// A handler that asks an upstream, which is slow, out of order, or answers something else.
final class Upstreams implements Lesson {
  private static final List<String> PATHS = List.of("/rate", "/broken", "/moved-away", "/trickle");
  private static final Duration LATENCY = Duration.ofMillis(300);

  private final Stage stage;

  Upstreams(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws Exception {
    try (Site upstream = Site.open(stage.mode(), Upstreams::upstream)) {
      stage.wrong("careless", "a client and a timeout, it seems", () -> careless(upstream));
    }
    try (Site upstream = Site.open(stage.mode(), Upstreams::upstream);
        var calls = new HttpCalls(upstream.newClient())) {
      stage.right(
          "careful", "a budget, a checked status, a fixed reason", () -> careful(upstream, calls));
    }
  }

  /// It answers 500 with a body that looks like an answer, a page instead of a number, and a body
  /// long after its headers.
  private static Reply upstream(String path) throws InterruptedException {
    Thread.sleep(LATENCY);
    return switch (path) {
      case "/broken" -> Reply.text(500, "0");
      case "/moved-away" -> Reply.text(200, "<h1>proxy-7.internal</h1>\nuser svc-rates");
      case "/trickle" -> Reply.text(200, "42").late(Duration.ofMillis(1_500));
      default -> Reply.text(200, "42");
    };
  }

  private interface Client {
    Reply fetch(String path) throws InterruptedException;
  }

  private void each(Site upstream, Client handler) throws InterruptedException {
    for (String path : PATHS) {
      Reply reply = stage.call("GET " + path, () -> handler.fetch(path));
      stage.say("%s: %d %s".formatted(path, reply.status(), reply.body().replace("\n", "\\n")));
    }
    stage.say("connections to the upstream: " + upstream.connections());
  }

  private void careless(Site upstream) throws InterruptedException {
    each(upstream, path -> fetchCarelessly(upstream, path));
  }

  // @start region=careless
  private Reply fetchCarelessly(Site upstream, String path) throws InterruptedException {
    try (HttpClient client = upstream.newClient()) { // and its connection, for one call
      HttpRequest request =
          HttpRequest.newBuilder(upstream.uri(path)).timeout(Duration.ofMillis(1_200)).build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return Reply.json("{\"rate\":" + Integer.parseInt(response.body()) + "}");
    } catch (HttpTimeoutException e) {
      return Reply.text(504, "External API timeout");
    } catch (IOException | RuntimeException e) {
      return Reply.text(502, "External API error: " + e.getMessage());
    }
  }

  // @end

  private void careful(Site upstream, HttpCalls calls) throws InterruptedException {
    each(upstream, path -> fetch(calls, upstream, path));
  }

  // @start region=careful
  private Reply fetch(HttpCalls calls, Site upstream, String path) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(upstream.uri(path)).build();
      HttpAnswer answer = calls.send(request, Duration.ofMillis(1_200)); // to the last byte
      return Reply.json("{\"rate\":" + rate(answer) + "}");
    } catch (DeadlineExceededException e) {
      return refused(504, "the upstream took too long", e);
    } catch (HttpCallException e) { // a status that is no success is one
      return refused(502, "the upstream could not answer", e);
    } catch (NumberFormatException e) {
      return refused(502, "the upstream's answer cannot be used", e);
    }
  }

  // @end

  private static int rate(HttpAnswer answer) {
    return Integer.parseInt(new String(answer.body(), StandardCharsets.UTF_8));
  }

  /// The cause is for the log.
  private static Reply refused(int status, String reason, Exception cause) {
    System.getLogger("dev.weft.lessons").log(System.Logger.Level.DEBUG, reason, cause);
    return Reply.problem(status, reason);
  }
}
