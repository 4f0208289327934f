package dev.weft.lessons.theory;

import dev.weft.lessons.Chapter;
import dev.weft.lessons.Entry;
import java.util.List;

/// The lessons of this chapter.
public final class Theory {
  public static final List<Entry> LESSONS =
      List.of(
          new Entry(
              "all-at-once",
              Chapter.THEORY,
              List.of(1, 2),
              "Blocking calls add up; side by side they take as long as the longest",
              AllAtOnce.class,
              AllAtOnce::new));

  private Theory() {}
}
