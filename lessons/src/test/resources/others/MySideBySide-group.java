import dev.weft.TaskFailedException;
import dev.weft.TaskGroup;
import dev.weft.lessons.exercise.SideBySide;
import java.io.IOException;

public final class MySideBySide implements SideBySide {
  @Override
  public Profile load(Api api) throws IOException, InterruptedException {
    try {
      return TaskGroup.run(
          group -> {
            var user = group.start("user", api::user);
            var posts = group.start("posts", api::posts);
            var followers = group.start("followers", api::followers);
            return new Profile(user.await(), posts.await(), followers.await());
          });
    } catch (TaskFailedException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
