package dev.weft.lessons.requests;

import dev.weft.lessons.Chapter;
import dev.weft.lessons.Entry;
import java.util.List;

/// The lessons of this chapter.
public final class Requests {
  public static final List<Entry> LESSONS =
      List.of(
          new Entry(
              "dashboard",
              Chapter.REQUESTS,
              List.of(16),
              "Parts that may be missing are named; a part that may not fails the page",
              DashboardPage.class,
              DashboardPage::new),
          new Entry(
              "counts",
              Chapter.REQUESTS,
              List.of(17),
              "One connection for three tasks, two connections for one task, one statement",
              Counts.class,
              Counts::new),
          new Entry(
              "snapshot",
              Chapter.REQUESTS,
              List.of(18),
              "Side by side, and all at one moment of the database",
              Snapshot.class,
              Snapshot::new),
          new Entry(
              "batch",
              Chapter.REQUESTS,
              List.of(19),
              "Many items, a few at a time, in memory for a few",
              Batches.class,
              Batches::new),
          new Entry(
              "rate-limiter",
              Chapter.REQUESTS,
              List.of(20),
              "No more calls than the limit, wherever the second begins",
              RateLimits.class,
              RateLimits::new),
          new Entry(
              "external-api",
              Chapter.REQUESTS,
              List.of(21),
              "A call of somebody else's API: its turn, its budget, its status",
              ExternalApi.class,
              ExternalApi::new));

  private Requests() {}
}
