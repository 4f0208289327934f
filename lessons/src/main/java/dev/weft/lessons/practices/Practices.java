package dev.weft.lessons.practices;

import dev.weft.lessons.Entry;
import java.util.List;

/// The lessons of this chapter.
public final class Practices {
  public static final List<Entry> LESSONS = List.of();

  private Practices() {}
}
