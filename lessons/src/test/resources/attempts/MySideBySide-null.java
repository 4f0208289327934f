// refused: MySideBySide.java:8: the program failed: java.lang.NullPointerException
import dev.weft.lessons.exercise.SideBySide;

public final class MySideBySide implements SideBySide {
  @Override
  public Profile load(Api api) {
    Integer posts = null;
    return new Profile("user", posts, 1);
  }
}
