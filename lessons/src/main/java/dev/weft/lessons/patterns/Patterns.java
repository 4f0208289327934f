package dev.weft.lessons.patterns;

import dev.weft.lessons.Chapter;
import dev.weft.lessons.Entry;
import java.util.List;

/// The lessons of this chapter.
public final class Patterns {
  public static final List<Entry> LESSONS =
      List.of(
          new Entry(
              "upstream",
              Chapter.PATTERNS,
              List.of(10),
              "What an upstream does to a handler: 504, 502, and never its own words",
              Upstreams.class,
              Upstreams::new));

  private Patterns() {}
}
