package dev.weft.lessons.mistakes;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Outcome;
import dev.weft.Outcome.Cancelled;
import dev.weft.Outcome.Failure;
import dev.weft.Outcome.Success;
import dev.weft.Tasks;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Async;
import dev.weft.lessons.stage.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Failures as values, without hiding what is none of them.
final class ErrorsAsValues implements Lesson {
  private final Stage stage;

  ErrorsAsValues(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      stage.wrong("exceptionally", "every failure is empty data", () -> exceptionally(executor));
    }
    stage.right("settle", "each outcome is looked at", this::settle);
    stage.right("deadline", "a cancellation is no value", this::deadline);
  }

  private void exceptionally(ExecutorService executor) {
    // @start region=exceptionally
    var user = Async.supply(() -> user(), executor).exceptionally(e -> "-");
    var posts = Async.supply(() -> posts(), executor).exceptionally(e -> "-"); // server is down
    var stats = Async.supply(() -> stats(), executor).exceptionally(e -> "-"); // a bug
    CompletableFuture.allOf(user, posts, stats).join();
    stage.say("200 OK: " + List.of(user.join(), posts.join(), stats.join()));
    // @end
  }

  private void settle() throws InterruptedException {
    // @start region=settle
    for (Outcome<String> part : Tasks.settle(this::user, this::posts, this::stats)) {
      switch (part) {
        case Success(var value) -> stage.say("shown: " + value);
        case Failure(IOException e) -> stage.say("left out, and logged: " + e.getMessage());
        case Failure(var bug) -> stage.say("500, a bug: " + bug);
        case Cancelled(var why) -> stage.say("not wanted any more: " + why);
      }
    }
    // @end
  }

  private void deadline() throws InterruptedException {
    // @start region=deadline
    try {
      List<Outcome<String>> parts =
          Deadline.within(
              Duration.ofMillis(200), () -> Tasks.settle(this::user, this::posts, this::stats));
      stage.say("200 OK: " + parts);
    } catch (DeadlineExceededException e) {
      stage.say("504: " + e.getMessage());
    }
    // @end
  }

  private String user() throws InterruptedException {
    return stage.call(
        "user",
        () -> {
          Thread.sleep(900);
          return "Ann";
        });
  }

  private String posts() throws IOException, InterruptedException {
    return stage.<String, IOException>call(
        "posts",
        () -> {
          Thread.sleep(700);
          throw new IOException("the posts are not available");
        });
  }

  private String stats() throws InterruptedException {
    return stage.call(
        "stats",
        () -> {
          Thread.sleep(800);
          return "12 posts".substring(20);
        });
  }
}
