package dev.weft.lessons.resources;

import dev.weft.lessons.Entry;
import java.util.List;

/// The lessons of this chapter.
public final class Resources {
  public static final List<Entry> LESSONS = List.of();

  private Resources() {}
}
