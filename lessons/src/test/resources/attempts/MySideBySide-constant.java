// refused: but load() returned
import dev.weft.lessons.exercise.SideBySide;

public final class MySideBySide implements SideBySide {
  @Override
  public Profile load(Api api) {
    return new Profile("user-1", 1, 1);
  }
}
