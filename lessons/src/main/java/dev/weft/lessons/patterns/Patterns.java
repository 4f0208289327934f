package dev.weft.lessons.patterns;

import dev.weft.lessons.Entry;
import java.util.List;

/// The lessons of this chapter.
public final class Patterns {
  public static final List<Entry> LESSONS = List.of();

  private Patterns() {}
}
