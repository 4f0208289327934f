package dev.weft.lessons.mistakes;

import dev.weft.Application;
import dev.weft.TaskEvent;
import dev.weft.TaskEvent.FailureUnseen;
import dev.weft.TaskTree;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Many tasks in the background: a list that keeps them all, and a group that keeps those that
/// live.
final class BackgroundTasks implements Lesson {
  private static final int JOBS = 300;

  private final Stage stage;

  BackgroundTasks(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException {
    stage.wrong("list", "a list of futures", this::list);
    stage.right("application", "the application's own group", this::group);
  }

  private void list() throws InterruptedException {
    List<Future<String>> running = new ArrayList<>(); // a static field, in a real program
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      // @start region=list
      for (int i = 1; i <= JOBS; i++) {
        int job = i;
        running.add(executor.submit(() -> process(job))); // so that it is not lost
      }
      // @end
    }
    stage.say(kept(running));
  }

  private static String kept(List<Future<String>> futures) {
    return "%d futures are kept, %d of them are done, %d have failed"
        .formatted(
            futures.size(),
            futures.stream().filter(Future::isDone).count(),
            futures.stream().filter(future -> future.state() == Future.State.FAILED).count());
  }

  private void group() throws InterruptedException {
    try (var _ = TaskTree.listen(this::log)) {
      // @start region=application
      Application.run(app -> {
        for (int i = 1; i <= JOBS; i++) {
          int job = i;
          app.start("job " + job, () -> process(job));
        }
        tellAlive();
        Thread.sleep(1_400); // meanwhile all of them end
        tellAlive();
      });
      // @end
    }
  }

  private void tellAlive() {
    long alive =
        TaskTree.snapshot().nodes().stream().filter(node -> node.name().startsWith("job ")).count();
    stage.say(alive + " tasks are in the group");
  }

  // @start region=log
  private void log(TaskEvent event) {
    if (event instanceof FailureUnseen failed && failed.name().startsWith("job ")) {
      stage.say("log: " + failed.name() + " failed: " + failed.failure().getMessage());
    }
  }

  // @end

  // @start region=process
  private String process(int job) throws IOException, InterruptedException {
    Thread.sleep(600);
    if (job % 100 == 0) {
      throw new IOException("no connection");
    }
    return "done";
  }
  // @end
}
