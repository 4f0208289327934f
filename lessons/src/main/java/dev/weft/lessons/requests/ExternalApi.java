package dev.weft.lessons.requests;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.TaskGroup;
import dev.weft.http.HttpAnswer;
import dev.weft.http.HttpCallException;
import dev.weft.http.HttpCalls;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import dev.weft.lessons.web.Reply;
import dev.weft.lessons.web.Site;
import dev.weft.sync.RateLimiter;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Calls of an API that allows two in 0.6 s. One call fails there, another is never answered.
final class ExternalApi implements Lesson {
  private static final Duration ARRIVAL = Duration.ofMillis(100);

  private final Stage stage;

  ExternalApi(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws Exception {
    try (Site api = Site.open(stage.mode(), ExternalApi::api)) {
      try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
        stage.wrong("careless", "no timeout, no status", () -> careless(api, pool));
        pool.shutdownNow();
      }
      try (var calls = new HttpCalls(api.newClient())) {
        stage.right("careful", "a turn, a budget, a checked status", () -> careful(api, calls));
      }
    }
  }

  private static Reply api(String path) throws InterruptedException {
    Thread.sleep(path.equals("/orders/3") ? 30_000 : 300);
    return path.equals("/orders/2")
        ? Reply.text(500, "out of stock, or of order")
        : Reply.text(200, "accepted");
  }

  private void careless(Site api, ExecutorService pool)
      throws ExecutionException, InterruptedException {
    var limiter = RateLimiter.of(2, Duration.ofMillis(600));
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      int order = i;
      calls.add(
          pool.submit(() -> {
            stage.run("order " + order, () -> say(order, postCarelessly(api, limiter, order)));
            return true;
          }));
      Thread.sleep(ARRIVAL);
    }
    try {
      Deadline.within(
          Duration.ofMillis(1_400),
          () -> {
            for (Future<?> call : calls) {
              call.get();
            }
            return true;
          });
    } catch (DeadlineExceededException e) {
      stage.say("%s; order 3 would still wait".formatted(e.getMessage()));
    }
  }

  // @start region=careless
  private String postCarelessly(Site api, RateLimiter limiter, int order)
      throws IOException, InterruptedException {
    stage.waits(limiter::acquire);
    try (HttpClient client = api.newClient()) {
      return client.send(post(api, order), BodyHandlers.ofString()).body();
    }
  }

  // @end

  private void careful(Site api, HttpCalls shared) throws InterruptedException {
    var limiter = RateLimiter.of("api", 2, Duration.ofMillis(600));
    HttpCalls calls = shared.attempts(1); // another attempt would need a turn of its own
    TaskGroup.run(group -> {
      for (int i = 1; i <= 4; i++) {
        int order = i;
        group.start("order " + order, () -> order(api, limiter, calls, order));
        Thread.sleep(ARRIVAL);
      }
      return null;
    });
  }

  private boolean order(Site api, RateLimiter limiter, HttpCalls calls, int order)
      throws InterruptedException {
    try {
      stage.run("order " + order, () -> say(order, post(api, limiter, calls, order)));
    } catch (HttpCallException | DeadlineExceededException e) {
      stage.say("order %d failed: %s".formatted(order, reason(e)));
    }
    return true;
  }

  /// Without the address, which is another one in each run.
  private static String reason(Exception e) {
    return String.valueOf(e.getMessage()).replaceAll("http://[^/]*", "");
  }

  // @start region=careful
  private String post(Site api, RateLimiter limiter, HttpCalls calls, int order)
      throws HttpCallException, InterruptedException {
    stage.waits(limiter::acquire);
    HttpAnswer answer = calls.send(post(api, order), Duration.ofMillis(1_200));
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  // @end

  private static HttpRequest post(Site api, int order) {
    return HttpRequest.newBuilder(api.uri("/orders/" + order))
        .POST(BodyPublishers.ofString("{\"order\":%d}".formatted(order)))
        .build();
  }

  private void say(int order, String answer) {
    stage.say("order %d: %s".formatted(order, answer));
  }
}
