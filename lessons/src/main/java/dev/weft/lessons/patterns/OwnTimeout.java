package dev.weft.lessons.patterns;

import dev.weft.Cancellation;
import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Outcome.Cancelled;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A time-out is neither an answer nor a cancellation.
final class OwnTimeout implements Lesson {
  private final Stage stage;

  OwnTimeout(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws Exception {
    stage.wrong("null", "a time-out that looks like an answer", this::timeoutIsNull);
    stage.right("deadline", "a time-out has a type of its own", this::deadline);
    stage.wrong("swallowed", "a shutdown that is taken for a time-out", this::swallowed);
    stage.right("outside", "a shutdown is a shutdown", this::outside);
  }

  private void timeoutIsNull() throws ExecutionException, InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String discount = discountInTime(threads);
      stage.say(discount == null ? "no discount: the full price" : discount);
    }
  }

  // @start region=null
  private @Nullable String discountInTime(ExecutorService threads)
      throws ExecutionException, InterruptedException {
    Future<String> call = threads.submit(() -> discount(1));
    try {
      return call.get(1, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return null;
    }
  }

  // @end

  private void deadline() throws InterruptedException {
    // @start region=deadline
    try {
      String discount = Deadline.within(Duration.ofSeconds(1), () -> discount(1));
      stage.say(discount);
    } catch (DeadlineExceededException e) {
      stage.say("not known: " + e.getMessage());
    }
    // @end
  }

  private void swallowed() throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Thread worker = Thread.startVirtualThread(() -> swallowingWorker(threads));
      Thread.sleep(300);
      stage.say("shutting down");
      worker.interrupt();
      worker.join();
      stage.say("the worker has worked to the end");
    }
  }

  // @start region=swallowed
  private void swallowingWorker(ExecutorService threads) {
    for (int user : List.of(1, 2)) {
      Future<String> call = threads.submit(() -> discount(user));
      try {
        stage.say(call.get(1, TimeUnit.SECONDS));
      } catch (TimeoutException | ExecutionException | InterruptedException e) {
        stage.say("user " + user + " has no discount");
      }
    }
  }

  // @end

  void outside() throws InterruptedException {
    Task<Integer> ended =
        TaskGroup.run(group -> {
          Task<Integer> worker = group.start("worker", this::worker);
          Thread.sleep(300);
          stage.say("shutting down");
          worker.cancel("shutdown");
          return worker;
        });
    if (ended.outcome() instanceof Cancelled(Cancellation why)) {
      stage.say("the worker has ended: " + why.reason());
    }
  }

  // @start region=outside
  private int worker() throws InterruptedException {
    int known = 0;
    for (int user : List.of(1, 2)) {
      try {
        stage.say(Deadline.within(Duration.ofSeconds(1), () -> discount(user)));
        known++;
      } catch (DeadlineExceededException e) {
        stage.say("user " + user + ": not known in time");
      }
    }
    return known;
  }

  // @end

  private String discount(int user) throws InterruptedException {
    return stage.call(
        "discount " + user,
        () -> {
          Thread.sleep(1_500);
          return "10 % off for user " + user;
        });
  }
}
