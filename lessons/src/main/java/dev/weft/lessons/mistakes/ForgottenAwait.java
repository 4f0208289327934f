package dev.weft.lessons.mistakes;

import dev.weft.TaskFailedException;
import dev.weft.TaskGroup;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Async;
import dev.weft.lessons.stage.Stage;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A future that is taken for its value, and one that is dropped.
final class ForgottenAwait implements Lesson {
  record User(long id, String name) {}

  private final Stage stage;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  ForgottenAwait(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException {
    try (executor) {
      stage.wrong("printed", "a future instead of a value", this::printed);
      stage.wrong("dropped", "a future that nobody keeps", this::dropped);
    }
    stage.right("value", "a call returns its value", this::value);
    stage.right("group", "what is started belongs to a group", this::group);
  }

  private void printed() {
    // @start region=printed
    CompletableFuture<User> user = fetchUserAsync(1);
    greet("Hello, " + user + "!");
    // @end
    user.join();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the mistake, which Error Prone knows
  private void dropped() throws InterruptedException {
    // @start region=dropped
    insertAsync("order 17");
    respond("201 Created");
    // @end
    executor.close(); // nobody has the future any more, but the executor can wait
    stage.say("the insert has failed, and nobody was told");
  }

  // @start region=async
  private CompletableFuture<User> fetchUserAsync(long id) {
    return Async.supply(() -> fetchUser(id), executor);
  }

  private CompletableFuture<String> insertAsync(String order) {
    return Async.supply(() -> insert(order), executor);
  }

  // @end

  private void value() throws InterruptedException {
    // @start region=value
    User user = fetchUser(1);
    greet("Hello, " + user.name() + "!");
    // @end
  }

  private void group() throws InterruptedException {
    // @start region=group
    try {
      TaskGroup.run(group -> group.start("insert", () -> insert("order 17")));
      respond("201 Created");
    } catch (TaskFailedException e) {
      respond("500, because " + e.getMessage());
    }
    // @end
  }

  private User fetchUser(long id) throws InterruptedException {
    return stage.call(
        "user " + id,
        () -> {
          Thread.sleep(1_000);
          return new User(id, "Ann");
        });
  }

  private String insert(String order) throws IOException, InterruptedException {
    return stage.<String, IOException>call(
        "insert",
        () -> {
          Thread.sleep(500);
          throw new IOException("no connection for " + order);
        });
  }

  /// Where an object is in memory differs in each run.
  private void greet(String text) {
    stage.say(text.replaceAll("@[0-9a-f]+", "@…"));
  }

  private void respond(String status) {
    stage.say(status);
  }
}
