package dev.weft.lessons.patterns;

import dev.weft.Outcome.Success;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Results as they come, and whose they are.
final class AsTheyComplete implements Lesson {
  /// What takes how long.
  record Call(String name, long millis) {}

  private static final List<Call> CALLS =
      List.of(new Call("slow", 1_500), new Call("medium", 1_000), new Call("fast", 500));

  private final Stage stage;

  AsTheyComplete(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws Exception {
    stage.sequential("sequential", "each call waits for the one before", this::oneAfterTheOther);
    stage.wrong("futures", "a failure of nobody knows whom", this::futures);
    stage.faster("completed", "the task itself, as it ends", this::completed);
    stage.right("early", "whoever leaves takes the rest along", this::early);
  }

  private void oneAfterTheOther() throws InterruptedException {
    // @start region=sequential
    for (Call call : CALLS) {
      try {
        stage.say(call.name() + ": " + fetch(call));
      } catch (IOException e) {
        stage.say(call.name() + " failed: " + e.getMessage());
      }
    }
    // @end
  }

  private void futures() throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // @start region=futures
      var completed = new ExecutorCompletionService<String>(threads);
      for (Call call : CALLS) {
        completed.submit(() -> fetch(call));
      }
      try {
        for (int i = 0; i < CALLS.size(); i++) {
          Future<String> one = completed.take(); // which one?
          stage.say("somebody: " + one.get());
        }
      } catch (ExecutionException e) {
        stage.say("somebody failed, and we leave: " + e.getMessage());
      }
      // @end
    }
  }

  void completed() throws InterruptedException {
    // @start region=completed
    TaskGroup.supervise(group -> {
      Tasks.asCompleted(start(group))
          .forEach(task -> stage.say(task.name() + ": " + task.outcome()));
      return true;
    });
    // @end
  }

  String early() throws IOException, InterruptedException {
    // @start region=early
    String first =
        TaskGroup.supervise(group -> {
          try (var completed = Tasks.asCompleted(start(group))) {
            while (completed.hasNext()) {
              if (completed.next().outcome() instanceof Success(String page)) {
                group.cancel("one is enough");
                return page;
              }
            }
          }
          throw new IOException("nobody has it");
        });
    stage.say("first: " + first);
    // @end
    return first;
  }

  // @start region=start
  private List<Task<String>> start(TaskGroup group) {
    List<Task<String>> tasks = new ArrayList<>();
    for (Call call : CALLS) {
      tasks.add(group.start(call.name(), () -> fetch(call)));
    }
    return tasks;
  }

  // @end

  private String fetch(Call call) throws IOException, InterruptedException {
    return stage.call(
        call.name(),
        () -> {
          Thread.sleep(call.millis());
          if (call.name().equals("medium")) {
            throw new IOException("connection reset");
          }
          return "a page";
        });
  }
}
