package dev.weft.lessons.mistakes;

import dev.weft.Tasks;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Async;
import dev.weft.lessons.stage.Stage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// One of three fails: when that is known, and what becomes of the others.
final class FirstFailure implements Lesson {
  private final Stage stage;

  FirstFailure(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException, ExecutionException {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      stage.wrong("all-of", "the failure is known when all have ended", () -> allOf(executor));
      stage.wrong("in-order", "the others run on", () -> inOrder(executor));
    }
    stage.right("gather", "the others are cancelled and awaited", this::gather);
  }

  private void allOf(ExecutorService executor) {
    try {
      // @start region=all-of
      CompletableFuture.allOf(
              Async.supply(() -> task1(), executor),
              Async.supply(() -> task2(), executor), // fails after 0.3 s
              Async.supply(() -> task3(), executor))
          .join();
      // @end
    } catch (CompletionException e) {
      stage.say("500: " + message(e));
    }
  }

  private void inOrder(ExecutorService executor) throws InterruptedException, ExecutionException {
    List<Future<String>> tasks =
        List.of(
            executor.submit(this::task1),
            executor.submit(this::task2),
            executor.submit(this::task3));
    try {
      // @start region=in-order
      // List<Future<String>> tasks: the same three, by executor.submit()
      for (Future<String> task : tasks) {
        task.get();
      }
      // @end
    } catch (ExecutionException e) {
      stage.say("500: " + message(e));
    }
    tasks.getLast().get();
    stage.say("after the answer task 3 has run to its end");
  }

  private void gather() throws InterruptedException {
    // @start region=gather
    try {
      Tasks.gather(this::task1, this::task2, this::task3);
    } catch (IOException e) {
      stage.say("500: " + e.getMessage());
    }
    // @end
  }

  private static String message(Exception e) {
    Throwable cause = e.getCause();
    return cause == null ? e.toString() : String.valueOf(cause.getMessage());
  }

  // @start region=tasks
  private String task1() throws InterruptedException {
    return stage.call("task 1", () -> sleep(1_000));
  }

  private String task2() throws IOException, InterruptedException {
    return stage.call(
        "task 2",
        () -> {
          sleep(300);
          throw new IOException("the disk is full");
        });
  }

  private String task3() throws InterruptedException {
    return stage.call("task 3", () -> sleep(1_600));
  }

  // @end

  private static String sleep(long millis) throws InterruptedException {
    Thread.sleep(millis);
    return "done";
  }
}
