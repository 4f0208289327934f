package dev.weft.lessons.mistakes;

import dev.weft.lessons.Entry;
import java.util.List;

/// The lessons of this chapter.
public final class Mistakes {
  public static final List<Entry> LESSONS = List.of();

  private Mistakes() {}
}
