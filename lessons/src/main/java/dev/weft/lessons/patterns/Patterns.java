package dev.weft.lessons.patterns;

import dev.weft.lessons.Chapter;
import dev.weft.lessons.Entry;
import java.util.List;

/// The lessons of this chapter.
public final class Patterns {
  public static final List<Entry> LESSONS =
      List.of(
          new Entry(
              "gather",
              Chapter.PATTERNS,
              List.of(5),
              "Three different results at once; the first failure cancels the others",
              ProfileGather.class,
              ProfileGather::new),
          new Entry(
              "settle",
              Chapter.PATTERNS,
              List.of(6),
              "Failures as values, and a cancellation that does not pass for one",
              SettledUsers.class,
              SettledUsers::new),
          new Entry(
              "wait",
              Chapter.PATTERNS,
              List.of(7),
              "Wait for several tasks: each with its outcome, in their order",
              WaitForAll.class,
              WaitForAll::new),
          new Entry(
              "wait-strategies",
              Chapter.PATTERNS,
              List.of(8),
              "The first that ends, fails or succeeds, and what becomes of the rest",
              WaitStrategies.class,
              WaitStrategies::new),
          new Entry(
              "timeout",
              Chapter.PATTERNS,
              List.of(9),
              "A time-out is neither an answer nor a cancellation",
              OwnTimeout.class,
              OwnTimeout::new),
          new Entry(
              "upstream",
              Chapter.PATTERNS,
              List.of(10),
              "What an upstream does to a handler: 504, 502, and never its own words",
              Upstreams.class,
              Upstreams::new),
          new Entry(
              "as-completed",
              Chapter.PATTERNS,
              List.of(11),
              "Results as they come, and whose they are",
              AsTheyComplete.class,
              AsTheyComplete::new),
          new Entry(
              "task-group",
              Chapter.PATTERNS,
              List.of(12),
              "All of them finish, or all are cancelled, and no failure is lost",
              UsersInAGroup.class,
              UsersInAGroup::new));

  private Patterns() {}
}
