import dev.weft.Tasks;
import dev.weft.lessons.exercise.SideBySide;
import java.io.IOException;

public final class MySideBySide implements SideBySide {
  @Override
  public Profile load(Api api) throws IOException, InterruptedException {
    return Tasks.gather(api::user, api::posts, api::followers).map(Profile::new);
  }
}
