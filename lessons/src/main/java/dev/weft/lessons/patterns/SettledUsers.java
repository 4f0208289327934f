package dev.weft.lessons.patterns;

import dev.weft.Cancellation;
import dev.weft.Outcome;
import dev.weft.Outcome.Cancelled;
import dev.weft.Outcome.Failure;
import dev.weft.Outcome.Success;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Failures as values: what is not a success must not pass for one.
final class SettledUsers implements Lesson {
  record User(long id, String name) {}

  private static final long LOGS_OUT_AFTER_MILLIS = 300;

  private final Stage stage;
  private final Map<Long, TaskGroup> sessions = new ConcurrentHashMap<>();

  SettledUsers(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException {
    stage.wrong("mixed", "values and failures in one list", this::mixed);
    stage.right("settle", "an outcome is one of three", this::settle);
  }

  private void mixed() throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<User>> calls = start(threads);
      Thread.sleep(LOGS_OUT_AFTER_MILLIS);
      calls.get(1).cancel(true);
      // @start region=mixed
      List<@Nullable Object> results = new ArrayList<>();
      for (Future<User> call : calls) {
        try {
          results.add(call.get());
        } catch (ExecutionException | CancellationException e) {
          results.add(e.getCause());
        }
      }
      for (Object result : results) {
        if (result instanceof Exception failure) {
          stage.say("failed: " + failure.getMessage());
        } else {
          stage.say("found: " + result);
        }
      }
      // @end
    }
  }

  private List<Future<User>> start(ExecutorService threads) {
    List<Future<User>> calls = new ArrayList<>();
    for (long id = 1; id <= 3; id++) {
      long user = id;
      calls.add(threads.submit(() -> fetchUser(user)));
    }
    return calls;
  }

  void settle() throws InterruptedException {
    TaskGroup.run(group -> {
      group.start("log-out", this::logOut);
      settleAll();
      return true;
    });
  }

  private void settleAll() throws InterruptedException {
    // @start region=settle
    List<Outcome<User>> outcomes = Tasks.settle(List.of(1L, 2L, 3L), this::fetchInSession);
    for (Outcome<User> outcome : outcomes) {
      switch (outcome) {
        case Success(User user) -> stage.say("found: " + user);
        case Failure(Throwable cause) -> stage.say("failed: " + cause.getMessage());
        case Cancelled(Cancellation why) -> stage.say("not wanted: " + why.reason());
      }
    }
    // @end
  }

  // @start region=session
  private User fetchInSession(long id) throws IOException, InterruptedException {
    return TaskGroup.run(
        "session",
        session -> {
          sessions.put(id, session);
          return fetchUser(id);
        });
  }

  private boolean logOut() throws InterruptedException {
    Thread.sleep(LOGS_OUT_AFTER_MILLIS);
    Objects.requireNonNull(sessions.get(2L)).cancel("user 2 has logged out");
    return true;
  }

  // @end

  private User fetchUser(long id) throws IOException, InterruptedException {
    return stage.call(
        "user " + id,
        () -> {
          Thread.sleep(id == 2 ? 900 : 600);
          if (id == 3) {
            throw new IOException("no user 3: connection refused");
          }
          return new User(id, "User" + id);
        });
  }
}
