package dev.weft.lessons.patterns;

import dev.weft.Shield;
import dev.weft.Task;
import dev.weft.TaskFailedException;
import dev.weft.TaskGroup;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// All of them finish, or all are cancelled, and no failure is lost.
final class UsersInAGroup implements Lesson {
  record User(long id, String name) {}

  private final Stage stage;

  UsersInAGroup(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException {
    stage.sequential("sequential", "each call waits for the one before", this::oneAfterTheOther);
    stage.faster("group", "all of them finish", this::allFinish);
    stage.wrong("executor", "a pool knows nothing of belonging together", this::executor);
    stage.right("failure", "or all are cancelled, and each failure is told", this::failure);
  }

  private void oneAfterTheOther() throws InterruptedException {
    // @start region=sequential
    User first = fetchUser(1);
    User second = fetchUser(2);
    User third = fetchUser(3);
    // @end
    stage.say(List.of(first, second, third).toString());
  }

  private void allFinish() throws InterruptedException {
    // @start region=group
    List<User> users =
        TaskGroup.run(group -> {
          Task<User> first = group.start("user 1", () -> fetchUser(1));
          Task<User> second = group.start("user 2", () -> fetchUser(2));
          Task<User> third = group.start("user 3", () -> fetchUser(3));
          return List.of(first.await(), second.await(), third.await());
        });
    // @end
    stage.say(users.toString());
  }

  private void executor() throws InterruptedException {
    // @start region=executor
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<User> first = threads.submit(() -> slowUser(1));
      Future<User> second = threads.submit(() -> brokenUser(2));
      Future<User> third = threads.submit(() -> stubbornUser(3));
      stage.say(List.of(first.get(), second.get(), third.get()).toString());
    } catch (ExecutionException e) {
      stage.say("told: " + e.getMessage());
      stage.say("beside it: " + List.of(e.getSuppressed()));
    }
    // @end
  }

  void failure() throws InterruptedException {
    // @start region=failure
    try {
      TaskGroup.run(group -> {
        Task<User> first = group.start("user 1", () -> slowUser(1));
        Task<User> second = group.start("user 2", () -> brokenUser(2));
        Task<User> third = group.start("user 3", () -> stubbornUser(3));
        return List.of(first.await(), second.await(), third.await());
      });
    } catch (TaskFailedException e) {
      stage.say("told: " + e.getMessage());
      stage.say("beside it: " + List.of(e.getSuppressed()));
    }
    // @end
  }

  private User fetchUser(long id) throws InterruptedException {
    return stage.call(
        "user " + id,
        () -> {
          Thread.sleep(500);
          return new User(id, "User" + id);
        });
  }

  private User slowUser(long id) throws InterruptedException {
    return stage.call(
        "user " + id,
        () -> {
          Thread.sleep(1_500);
          return new User(id, "User" + id);
        });
  }

  private User brokenUser(long id) throws IOException, InterruptedException {
    return stage.call(
        "user " + id,
        () -> {
          Thread.sleep(300);
          throw new IOException("no user " + id);
        });
  }

  // @start region=stubborn
  /// Fails, and when it is cancelled before that it fails in its clean-up.
  private User stubbornUser(long id) throws Exception {
    return stage.call(
        "user " + id,
        () -> {
          try {
            Thread.sleep(1_000);
          } catch (InterruptedException e) {
            Shield.run(Duration.ofSeconds(1), () -> rollBack(id));
            throw e;
          }
          throw new IOException("no user " + id);
        });
  }

  private static boolean rollBack(long id) throws SQLException, InterruptedException {
    Thread.sleep(300);
    throw new SQLException("what was done for user " + id + " cannot be rolled back");
  }
  // @end
}
