import dev.weft.lessons.exercise.SideBySide;
import java.io.IOException;

public final class MySideBySide implements SideBySide {
  @Override
  public Profile load(Api api) throws IOException, InterruptedException {
    String user = api.user();
    int posts = api.posts();
    int followers = api.followers();
    return new Profile(user, posts, followers);
  }
}
