package dev.weft.lessons.service;

import dev.weft.lessons.Entry;
import java.util.List;

/// The lessons of this chapter.
public final class ServiceChapter {
  public static final List<Entry> LESSONS = List.of();

  private ServiceChapter() {}
}
