package dev.weft.lessons.patterns;

import dev.weft.Outcome.Cancelled;
import dev.weft.Outcome.Failure;
import dev.weft.Outcome.Success;
import dev.weft.ReturnWhen;
import dev.weft.Shield;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.Waited;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Enough is enough: the first that ends, the first that fails, the first that succeeds; and what
/// becomes of the rest.
final class WaitStrategies implements Lesson {
  private static final List<String> MIRRORS = List.of("a", "b", "c");

  private final Stage stage;

  WaitStrategies(Stage stage) {
    this.stage = stage;
  }

  /// What the calls share. Each of them says goodbye on it.
  private static final class Connection implements AutoCloseable {
    private volatile boolean isClosed;

    @Override
    public void close() {
      isClosed = true;
    }
  }

  @Override
  public void play() throws Exception {
    stage.wrong("any-of", "losers that are cancelled and run on", this::anyOf);
    stage.wrong("invoke-any", "losers that nobody waits for", this::invokeAny);
    stage.right("first-completed", "the first that ends", this::firstCompleted);
    stage.right("first-failure", "the first that fails; the rest stays usable", this::firstFailure);
    stage.right("all-completed", "all of them", this::allCompleted);
    stage.right("race", "the first that succeeds", this::race);
  }

  private void anyOf() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // @start region=any-of
      List<CompletableFuture<String>> calls = new ArrayList<>();
      for (String mirror : MIRRORS) {
        calls.add(CompletableFuture.supplyAsync(() -> fetchUnchecked(mirror), threads));
      }
      try {
        Object first = CompletableFuture.anyOf(calls.toArray(CompletableFuture[]::new)).join();
        stage.say("first: " + first);
      } catch (CompletionException e) {
        stage.say("first: " + e.getMessage());
      }
      calls.forEach(call -> call.cancel(true)); // interrupts nobody
      // @end
    }
  }

  private void invokeAny() throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // @start region=invoke-any
      try (var connection = new Connection()) {
        String page =
            threads.invokeAny(
                List.of(
                    () -> fetch(connection, "a"),
                    () -> fetch(connection, "b"),
                    () -> fetch(connection, "c")));
        stage.say("first: " + page);
      } catch (ExecutionException e) {
        stage.say("all have failed: " + e.getMessage());
      }
      // @end
    }
  }

  void firstCompleted() throws InterruptedException {
    // @start region=first-completed
    TaskGroup.supervise(group -> {
      List<Task<String>> tasks = start(group);
      Waited<Task<String>> waited = Tasks.await(tasks, ReturnWhen.FIRST_COMPLETED);
      waited.pending().forEach(task -> task.cancel("not needed"));
      for (Task<String> task : tasks) {
        switch (task.join()) {
          case Success(var page) -> stage.say(task.name() + ": " + page);
          case Failure(var cause) -> stage.say(task.name() + " failed: " + cause.getMessage());
          case Cancelled(var why) -> stage.say(task.name() + " cancelled: " + why.reason());
        }
      }
      return waited;
    });
    // @end
  }

  void firstFailure() throws InterruptedException {
    // @start region=first-failure
    TaskGroup.supervise(group -> {
      Waited<Task<String>> waited = Tasks.await(start(group), ReturnWhen.FIRST_FAILURE);
      waited.done().forEach(task -> stage.say(task.name() + ": " + task.outcome()));
      for (Task<String> task : waited.pending()) {
        stage.say(task.name() + " goes on: " + task.await());
      }
      return waited;
    });
    // @end
  }

  void allCompleted() throws InterruptedException {
    // @start region=all-completed
    TaskGroup.supervise(group -> {
      Waited<Task<String>> waited = Tasks.await(start(group), ReturnWhen.ALL_COMPLETED);
      waited.done().forEach(task -> stage.say(task.name() + ": " + task.outcome()));
      return waited;
    });
    // @end
  }

  void race() throws IOException, InterruptedException {
    // @start region=race
    try (var connection = new Connection()) {
      String page =
          Tasks.race(
              () -> fetch(connection, "a"),
              () -> fetch(connection, "b"),
              () -> fetch(connection, "c"));
      stage.say("first: " + page);
    }
    // @end
  }

  // @start region=start
  private List<Task<String>> start(TaskGroup group) {
    List<Task<String>> tasks = new ArrayList<>();
    for (String mirror : MIRRORS) {
      tasks.add(group.start(mirror, () -> fetch(mirror)));
    }
    return tasks;
  }

  // @end

  private String fetchUnchecked(String mirror) {
    try {
      return fetch(mirror);
    } catch (IOException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  private String fetch(String mirror) throws IOException, InterruptedException {
    try (var connection = new Connection()) {
      return fetch(connection, mirror);
    }
  }

  private String fetch(Connection connection, String mirror)
      throws IOException, InterruptedException {
    return stage.call(
        mirror,
        () -> {
          switch (mirror) {
            case "a" -> {
              Thread.sleep(300);
              throw new IOException("a is down");
            }
            case "b" -> Thread.sleep(600);
            default -> sleepAndHangUp(connection, mirror);
          }
          return "the page from " + mirror;
        });
  }

  // @start region=hang-up
  private void sleepAndHangUp(Connection connection, String mirror)
      throws IOException, InterruptedException {
    try {
      Thread.sleep(1_200);
    } catch (InterruptedException e) {
      Shield.run(
          Duration.ofSeconds(1),
          () -> {
            Thread.sleep(300);
            if (connection.isClosed) {
              stage.say(mirror + " cannot hang up: the connection is closed");
              throw new IOException("connection closed");
            }
            stage.say(mirror + " has hung up");
            return true;
          });
      throw e;
    }
  }
  // @end
}
