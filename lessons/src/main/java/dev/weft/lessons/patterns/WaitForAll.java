package dev.weft.lessons.patterns;

import dev.weft.ReturnWhen;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.Waited;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;

/// Waiting for several tasks: who ended how, in the order in which they were started.
final class WaitForAll implements Lesson {
  record User(long id) {}

  private static final List<Long> IDS = List.of(1L, 2L, 3L, 4L);

  private final Stage stage;

  WaitForAll(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException {
    stage.sequential("sequential", "each call waits for the one before", this::oneAfterTheOther);
    stage.wrong("results", "the first failure hides all that follows", this::results);
    stage.faster("await", "the tasks, as they were started", this::await);
  }

  private void oneAfterTheOther() throws InterruptedException {
    // @start region=sequential
    for (long id : IDS) {
      try {
        stage.say("found " + fetchUser(id));
      } catch (IOException e) {
        stage.say("failed: " + e.getMessage());
      }
    }
    // @end
  }

  private void results() throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // @start region=results
      var completed = new ExecutorCompletionService<User>(threads);
      for (long id : IDS) {
        completed.submit(() -> fetchUser(id));
      }
      List<User> users = new ArrayList<>();
      try {
        while (users.size() < IDS.size()) {
          users.add(completed.take().get());
        }
      } catch (ExecutionException e) {
        stage.say("found " + users + ", then " + e.getMessage());
      }
      // @end
    }
  }

  void await() throws InterruptedException {
    // @start region=await
    TaskGroup.supervise(group -> {
      List<Task<User>> tasks = new ArrayList<>();
      for (long id : IDS) {
        tasks.add(group.start("user " + id, () -> fetchUser(id)));
      }
      Waited<Task<User>> waited = Tasks.await(tasks, ReturnWhen.ALL_COMPLETED);
      for (Task<User> task : waited.done()) {
        stage.say(task.name() + ": " + task.outcome());
      }
      return waited;
    });
    // @end
  }

  private User fetchUser(long id) throws IOException, InterruptedException {
    return stage.call(
        "user " + id,
        () -> {
          Thread.sleep(List.of(600L, 900L, 300L, 1_200L).get((int) id - 1));
          if (id % 2 == 0) {
            throw new IOException("no user " + id);
          }
          return new User(id);
        });
  }
}
