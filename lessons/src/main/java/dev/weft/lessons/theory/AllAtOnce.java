package dev.weft.lessons.theory;

import dev.weft.Tasks;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.util.List;

/// Three calls of a second each: 3 s one after the other, 1 s at once.
final class AllAtOnce implements Lesson {
  record User(long id, String name) {}

  private final Stage stage;

  AllAtOnce(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException {
    stage.sequential("sequential", "each call waits for the one before", this::oneAfterTheOther);
    stage.faster("gather", "all at once", this::allAtOnce);
  }

  private void oneAfterTheOther() throws InterruptedException {
    // @start region=sequential
    User first = fetchUser(1);
    User second = fetchUser(2);
    User third = fetchUser(3);
    // @end
    stage.say(List.of(first, second, third).toString());
  }

  private void allAtOnce() throws InterruptedException {
    // @start region=gather
    List<User> users = Tasks.gather(List.of(1L, 2L, 3L), this::fetchUser);
    // @end
    stage.say(users.toString());
  }

  // @start region=fetch
  private User fetchUser(long id) throws InterruptedException {
    return stage.call(
        "user " + id,
        () -> {
          Thread.sleep(1_000); // a query, for example
          return new User(id, "User" + id);
        });
  }
  // @end
}
