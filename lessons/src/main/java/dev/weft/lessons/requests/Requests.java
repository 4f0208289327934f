package dev.weft.lessons.requests;

import dev.weft.lessons.Entry;
import java.util.List;

/// The lessons of this chapter.
public final class Requests {
  public static final List<Entry> LESSONS = List.of();

  private Requests() {}
}
