package dev.weft.lessons.requests;

import dev.weft.Outcome;
import dev.weft.flow.Batch;
import dev.weft.flow.Completed;
import dev.weft.flow.ItemNote;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Many items, a few at a time: a task for each of them, or a few workers that take the next one.
final class Batches implements Lesson {
  private static final int MANY = 1_000;

  /// In milliseconds: what each of six items takes, so that one ends every 0.3 s.
  private static final List<Integer> TIMES = List.of(900, 300, 600, 900, 900, 900);

  private final Stage stage;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();

  Batches(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws Exception {
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      stage.wrong("task-per-item", "a task for each item", () -> taskPerItem(pool));
      pool.shutdownNow();
    }
    stage.right("batch", "five workers that take the next item", this::batch);
    stage.right("as-completed", "results as they come, failures among them", this::asCompleted);
    stage.right("in-order", "results in the order of the items, with progress", this::inOrder);
  }

  private void taskPerItem(ExecutorService pool) throws InterruptedException {
    var processed = new ExecutorCompletionService<String>(pool);
    try {
      startAll(processed, new Semaphore(5), items(MANY));
      stage.say("%d items taken, as many tasks are alive".formatted(taken.get()));
      for (int i = 0; i < MANY; i++) {
        processed.take().get();
      }
    } catch (ExecutionException e) {
      stage.say("%s; %d items have begun".formatted(String.valueOf(e.getCause()), begun.get()));
    }
    Thread.sleep(600);
    stage.say("0.6 s later: %d items have begun, and it goes on".formatted(begun.get()));
  }

  // @start region=task-per-item
  private void startAll(
      CompletionService<String> pool, Semaphore semaphore, Iterator<Integer> items) {
    while (items.hasNext()) {
      int item = items.next();
      pool.submit(() -> { // a task, before anybody has room for it
        semaphore.acquire();
        try {
          return process(item);
        } finally {
          semaphore.release();
        }
      });
    }
  }

  // @end

  private void batch() throws InterruptedException {
    Iterator<Integer> items = items(MANY);
    try {
      // @start region=batch
      List<String> results = Batch.over(items).concurrency(5).map(this::check);
      // @end
      stage.say("unexpected: " + results.size() + " results");
    } catch (IllegalStateException e) {
      Object which = ItemNote.on(e).map(ItemNote::item).orElseThrow();
      stage.say(
          "item %s: %s; of %d items %d were taken"
              .formatted(which, e.getMessage(), MANY, taken.get()));
    }
    Thread.sleep(600);
    stage.say("0.6 s later: no other was taken; %d in all".formatted(taken.get()));
  }

  private void asCompleted() throws InterruptedException {
    // @start region=as-completed
    Batch.over(items(6))
        .concurrency(3)
        .keepFailures()
        .asCompleted(
            this::measure,
            results -> {
              results.forEach(ended -> stage.say(describe(ended)));
              return null;
            });
    // @end
  }

  // @start region=describe
  private static String describe(Completed<Integer, String> ended) {
    return switch (ended.outcome()) {
      case Outcome.Success(var result) -> result;
      case Outcome.Failure(var cause) -> "item " + ended.item() + ": " + cause.getMessage();
      case Outcome.Cancelled(var why) -> "item " + ended.item() + " was cancelled: " + why;
    };
  }

  // @end

  private void inOrder() throws InterruptedException {
    // @start region=in-order
    Batch.over(items(6))
        .concurrency(3)
        .skipFailures(failed -> stage.say("left out: item " + failed.item()))
        .onProgress(now -> stage.say("%d done, %d left out".formatted(now.done(), now.skipped())))
        .inOrder(
            this::measure,
            results -> {
              results.forEach(ended -> stage.say(ended.value()));
              return null;
            });
    // @end
  }

  /// Items, of which is counted how many were taken.
  private Iterator<Integer> items(int count) {
    taken.set(0);
    begun.set(0);
    return IntStream.rangeClosed(1, count).peek(item -> taken.incrementAndGet()).iterator();
  }

  /// The third that begins fails, whichever it is.
  private String process(int item) throws InterruptedException {
    int place = begun.incrementAndGet();
    return stage.call(
        "begun as no. " + place,
        () -> {
          Thread.sleep(place == 3 ? 400 : 800);
          if (place == 3) {
            throw new IllegalStateException("an item failed");
          }
          return "Processed " + item;
        });
  }

  private String check(int item) throws InterruptedException {
    return work(item, item == 3 ? 400 : 800);
  }

  private String measure(int item) throws InterruptedException {
    return work(item, TIMES.get(item - 1));
  }

  /// Item 3 fails.
  private String work(int item, int millis) throws InterruptedException {
    return stage.call(
        "item " + item,
        () -> {
          Thread.sleep(millis);
          if (item == 3) {
            throw new IllegalStateException("no such file");
          }
          return "Processed " + item;
        });
  }
}
