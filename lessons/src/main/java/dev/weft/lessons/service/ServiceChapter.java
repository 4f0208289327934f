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
              HttpService::new),
          new Entry(
              "database",
              Chapter.SERVICE,
              List.of(35),
              "A PostgreSQL, a pool, and a line in front of it",
              DatabaseLesson.class,
              DatabaseLesson::new),
          new Entry(
              "background-jobs",
              Chapter.SERVICE,
              List.of(36),
              "Jobs that are rows outlive the process that works on them",
              BackgroundJobs.class,
              BackgroundJobs::new));

  private ServiceChapter() {}
}
