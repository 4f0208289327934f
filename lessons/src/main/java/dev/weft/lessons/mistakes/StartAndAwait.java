package dev.weft.lessons.mistakes;

import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A task is started, something else is done, the task is awaited; also when that fails.
final class StartAndAwait implements Lesson {
  private final Stage stage;

  StartAndAwait(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException, ExecutionException {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      stage.sequential("at-once", "started and awaited at once", () -> awaitAtOnce(executor));
      stage.wrong("orphan", "what comes between fails", () -> orphan(executor));
    }
    stage.faster("between", "something else is done between", this::workBetween);
    stage.right("cancelled", "what comes between fails", this::failBetween);
  }

  private void awaitAtOnce(ExecutorService executor)
      throws InterruptedException, ExecutionException {
    // @start region=at-once
    Future<String> data = executor.submit(() -> processData());
    String result = data.get(); // nothing else is done meanwhile
    stage.say(renderPage("template") + " with " + result);
    // @end
  }

  private void orphan(ExecutorService executor) throws InterruptedException, ExecutionException {
    Future<String> data = executor.submit(() -> processData());
    try {
      // @start region=orphan
      // data = executor.submit(() -> processData()) came before
      String page = renderPage("no such template"); // throws
      stage.say(page + " with " + data.get());
      // @end
    } catch (IllegalArgumentException e) {
      stage.say("500: " + e.getMessage());
    }
    data.get();
    stage.say("the data were processed for nobody");
  }

  private void workBetween() throws InterruptedException {
    // @start region=between
    TaskGroup.run(group -> {
      Task<String> data = group.start("data", () -> processData());
      String page = renderPage("template");
      stage.say(page + " with " + data.await());
      return page;
    });
    // @end
  }

  private void failBetween() throws InterruptedException {
    try {
      // @start region=cancelled
      TaskGroup.run(group -> {
        Task<String> data = group.start("data", () -> processData());
        String page = renderPage("no such template"); // throws: data are cancelled
        stage.say(page + " with " + data.await());
        return page;
      });
      // @end
    } catch (IllegalArgumentException e) {
      stage.say("500: " + e.getMessage());
    }
  }

  private String processData() throws InterruptedException {
    return stage.call(
        "data",
        () -> {
          Thread.sleep(1_200);
          return "data";
        });
  }

  private String renderPage(String template) throws InterruptedException {
    return stage.call(
        "page",
        () -> {
          Thread.sleep(400);
          if (template.startsWith("no")) {
            throw new IllegalArgumentException(template);
          }
          return "a page";
        });
  }
}
