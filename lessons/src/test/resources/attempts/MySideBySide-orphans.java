// refused: when posts() had failed and load() threw, calls still at work: 2
import dev.weft.lessons.exercise.SideBySide;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

public final class MySideBySide implements SideBySide {
  @Override
  public Profile load(Api api) throws IOException, InterruptedException {
    var user = new FutureTask<>(api::user);
    var posts = new FutureTask<>(api::posts);
    var followers = new FutureTask<>(api::followers);
    Thread.startVirtualThread(user);
    Thread.startVirtualThread(posts);
    Thread.startVirtualThread(followers);
    try {
      int count = posts.get();
      return new Profile(user.get(), count, followers.get());
    } catch (ExecutionException e) {
      throw (IOException) e.getCause();
    }
  }
}
