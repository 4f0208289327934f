package dev.weft.lessons.service;

import dev.weft.lessons.Chapter;
import dev.weft.lessons.Entry;
import java.util.List;

/// The lessons of this chapter.
public final class ServiceChapter {
  public static final List<Entry> LESSONS =
      List.of(
          new Entry(
              "http-service",
              Chapter.SERVICE,
              List.of(34),
              "A server whose requests end with their client, and a client for all calls",
              HttpService.class,
              HttpService::new));

  private ServiceChapter() {}
}
