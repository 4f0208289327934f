package dev.weft.lessons.practices;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A call has a time-out, and so has a step of it. Which of them was it?
final class WhichTimeout implements Lesson {
  private final Stage stage;

  WhichTimeout(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws Exception {
    stage.wrong("same-type", "each time-out looks like ours", this::sameType);
    stage.right("inner", "that of a step passes through", this::inner);
    stage.right("library", "so does that of a library", this::library);
    stage.right("own", "only ours has the fallback", this::own);
  }

  private void sameType() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // @start region=same-type
      try {
        String price =
            within(
                Duration.ofSeconds(2),
                threads,
                () -> {
                  String address = within(Duration.ofMillis(300), threads, this::lookUp);
                  return price(address);
                });
        stage.say(price);
      } catch (TimeoutException e) {
        stage.say("the shop is slow: no price within 2 s");
      }
      // @end
    }
  }

  // @start region=within
  private static <T> T within(Duration budget, ExecutorService threads, Callable<T> op)
      throws Exception {
    Future<T> call = threads.submit(op);
    try {
      return call.get(budget.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    } finally {
      call.cancel(true);
    }
  }

  // @end

  void inner() throws InterruptedException {
    // @start region=inner
    try {
      String price =
          Deadline.within(
              Duration.ofSeconds(2),
              () -> {
                String address = Deadline.within(Duration.ofMillis(300), this::lookUp);
                return price(address);
              },
              () -> "the price of yesterday");
      stage.say(price);
    } catch (DeadlineExceededException e) {
      stage.say("not ours: " + e.getMessage());
    }
    // @end
  }

  void library() throws InterruptedException {
    // @start region=library
    try {
      String price =
          Deadline.within(
              Duration.ofSeconds(2), this::priceOfADeadShop, () -> "the price of yesterday");
      stage.say(price);
    } catch (SocketTimeoutException e) {
      stage.say("not ours: " + e.getMessage());
    }
    // @end
  }

  void own() throws InterruptedException {
    // @start region=own
    String price =
        Deadline.within(
            Duration.ofSeconds(1), () -> price("10.0.0.7"), () -> "the price of yesterday");
    stage.say(price);
    // @end
  }

  private String lookUp() throws InterruptedException {
    return stage.call(
        "look up",
        () -> {
          Thread.sleep(1_000);
          return "10.0.0.7";
        });
  }

  private String price(String address) throws InterruptedException {
    return stage.call(
        "price",
        () -> {
          Thread.sleep(1_500);
          return "the price from " + address;
        });
  }

  private String priceOfADeadShop() throws SocketTimeoutException, InterruptedException {
    return stage.call(
        "price",
        () -> {
          Thread.sleep(300);
          throw new SocketTimeoutException("connect timed out");
        });
  }
}
