package dev.weft.lessons.requests;

import dev.weft.Deadline;
import dev.weft.Op;
import dev.weft.Tasks;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.requests.Page.Notification;
import dev.weft.lessons.requests.PageReads.NoSuchUserException;
import dev.weft.lessons.stage.Async;
import dev.weft.lessons.stage.Stage;
import dev.weft.lessons.world.World;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A page of four queries: what may be missing, and what may not.
final class DashboardPage implements Lesson {
  private static final Duration LONG = Duration.ofSeconds(2);

  private final Stage stage;

  DashboardPage(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws SQLException, InterruptedException {
    try (World world = World.open(stage.mode(), 8, PageReads.tables())) {
      var reads = new PageReads(stage, world.database());
      stage.sequential("sequential", "four queries, one after the other", () -> inTurn(reads));
      stage.wrong("swallowed", "every failure becomes an empty part", () -> swallow(reads));
      stage.faster("dashboard", "required and optional parts", () -> show(reads, 2, LONG));
      stage.right("optional", "what is missing is named", () -> degrade(reads));
      stage.right("required", "without its user there is no page", () -> show(reads, 99, LONG));
    }
  }

  private void inTurn(PageReads reads) throws SQLException, InterruptedException {
    long id = 2;
    // @start region=sequential
    var user = reads.user(id);
    long posts = reads.posts(id);
    var notifications = reads.notifications(id);
    var activity = reads.activity(id);
    // @end
    stage.say(new Page(user, posts, notifications, activity, List.of()).toString());
  }

  private void swallow(PageReads reads) {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      stage.say("200 " + swallowing(reads, 1, executor));
      stage.say("200 " + swallowing(reads, 99, executor));
    }
  }

  // @start region=swallowed
  private static Page swallowing(PageReads reads, long id, ExecutorService executor) {
    var user = Async.supply(() -> reads.user(id), executor).exceptionally(_ -> null);
    var posts = Async.supply(() -> reads.posts(id), executor).exceptionally(_ -> 0L);
    CompletableFuture<List<Notification>> notifications =
        Async.supply(() -> reads.notifications(id), executor).exceptionally(_ -> List.of());
    var activity = Async.supply(() -> reads.activity(id), executor).exceptionally(_ -> List.of());
    return new Page(user.join(), posts.join(), notifications.join(), activity.join(), List.of());
  }

  // @end

  // @start region=dashboard
  static Page page(PageReads reads, long id, Duration budget, Map<String, Exception> failures)
      throws SQLException, InterruptedException {
    var parts = new OptionalParts(budget, failures);
    return Tasks.gather(
            () -> reads.user(id),
            () -> parts.read("posts", 0L, () -> reads.posts(id)),
            () ->
                parts.read("notifications", List.<Notification>of(), () -> reads.notifications(id)),
            () -> parts.read("activity", List.<String>of(), () -> reads.activity(id)))
        .map((user, posts, notifications, activity) ->
            new Page(user, posts, notifications, activity, List.copyOf(failures.keySet())));
  }

  // @end

  // @start region=optional
  private record OptionalParts(Duration budget, Map<String, Exception> failures) {

    <T> T read(String part, T empty, Op<T, ?> read) throws InterruptedException {
      try {
        return Deadline.within(budget, read);
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        Tasks.checkCancelled(); // with its page: nobody is going to see it
        failures.put(part, e); // for the log and the counters
        return empty;
      }
    }
  }

  // @end

  // @start region=required
  private void show(PageReads reads, long id, Duration budget)
      throws SQLException, InterruptedException {
    Map<String, Exception> failures = new ConcurrentSkipListMap<>();
    try {
      stage.say("200 " + page(reads, id, budget, failures));
    } catch (NoSuchUserException e) {
      stage.say("404 " + e.getMessage());
    }
    failures.forEach(
        (part, failure) -> stage.say("log: " + part + ": " + failure.getClass().getSimpleName()));
  }

  // @end

  private void degrade(PageReads reads) throws SQLException, InterruptedException {
    show(reads, 1, LONG);
    show(reads, 2, Duration.ofMillis(800));
  }
}
