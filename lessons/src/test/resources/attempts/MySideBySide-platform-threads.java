// refused: threads of a solution are virtual ones
import dev.weft.lessons.exercise.SideBySide;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

public final class MySideBySide implements SideBySide {
  @Override
  public Profile load(Api api) throws IOException, InterruptedException {
    try (var pool = Executors.newFixedThreadPool(3)) {
      var user = pool.submit(api::user);
      var posts = pool.submit(api::posts);
      var followers = pool.submit(api::followers);
      return new Profile(user.get(), posts.get(), followers.get());
    } catch (ExecutionException e) {
      throw (IOException) e.getCause();
    }
  }
}
