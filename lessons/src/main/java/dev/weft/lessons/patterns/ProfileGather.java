package dev.weft.lessons.patterns;

import dev.weft.Shield;
import dev.weft.Tasks;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Three different results at once. If one cannot be had, the others are not worth waiting for.
final class ProfileGather implements Lesson {
  record User(long id, String name) {}

  record Post(String title) {}

  record Comment(String text) {}

  record Profile(User user, List<Post> posts, List<Comment> comments) {}

  private final Stage stage;

  ProfileGather(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException {
    stage.sequential("sequential", "each query waits for the one before", this::oneAfterTheOther);
    stage.faster("gather", "three results, each with its type", this::allAtOnce);
    stage.wrong("futures", "one fails at once, and nobody notices", this::futures);
    stage.right("failure", "the first failure cancels the others", this::failure);
  }

  private void oneAfterTheOther() throws InterruptedException {
    // @start region=sequential
    User user = fetchUser(1);
    List<Post> posts = fetchPosts(1);
    List<Comment> comments = fetchComments(1);
    var profile = new Profile(user, posts, comments);
    // @end
    stage.say(profile.toString());
  }

  private void allAtOnce() throws InterruptedException {
    // @start region=gather
    Profile profile =
        Tasks.gather(() -> fetchUser(1), () -> fetchPosts(1), () -> fetchComments(1))
            .map(Profile::new);
    // @end
    stage.say(profile.toString());
  }

  private void futures() throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // @start region=futures
      Future<User> user = threads.submit(() -> fetchUser(1));
      Future<List<Post>> posts = threads.submit(() -> brokenPosts(1));
      Future<List<Comment>> comments = threads.submit(() -> fetchComments(1));
      try {
        var profile = new Profile(user.get(), posts.get(), comments.get());
        stage.say(profile.toString());
      } catch (ExecutionException e) {
        stage.say("told at last: " + e.getMessage());
      }
      // @end
    }
  }

  void failure() throws InterruptedException {
    // @start region=failure
    try {
      Profile profile =
          Tasks.gather(() -> fetchUser(1), () -> brokenPosts(1), () -> fetchComments(1))
              .map(Profile::new);
      stage.say(profile.toString());
    } catch (IOException e) {
      stage.say("told when all have ended: " + e.getMessage());
    }
    // @end
  }

  private User fetchUser(long id) throws InterruptedException {
    return stage.call(
        "user",
        () -> {
          Thread.sleep(500);
          return new User(id, "User" + id);
        });
  }

  private List<Post> fetchPosts(long id) throws InterruptedException {
    return stage.call(
        "posts",
        () -> {
          Thread.sleep(300);
          return List.of(new Post("Post 1 of " + id), new Post("Post 2 of " + id));
        });
  }

  private List<Post> brokenPosts(long id) throws IOException, InterruptedException {
    return stage.call(
        "posts",
        () -> {
          Thread.sleep(100);
          throw new IOException("no posts of user " + id + ": connection refused");
        });
  }

  private List<Comment> fetchComments(long id) throws InterruptedException {
    return stage.call(
        "comments",
        () -> {
          try {
            Thread.sleep(400);
          } catch (InterruptedException e) {
            rollBack();
            throw e;
          }
          return List.of(new Comment("Comment 1 of " + id));
        });
  }

  private void rollBack() throws InterruptedException {
    Shield.run(
        Duration.ofSeconds(1),
        () -> {
          Thread.sleep(200);
          stage.say("comments: cancelled, and rolled back");
          return true;
        });
  }
}
