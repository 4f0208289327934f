package dev.weft.lessons.theory;

import dev.weft.lessons.Chapter;
import dev.weft.lessons.Entry;
import java.util.List;

/// The lessons of this chapter.
public final class Theory {
  public static final List<Entry> LESSONS =
      List.of(
          new Entry(
              "all-at-once",
              Chapter.THEORY,
              List.of(1, 2),
              "Blocking calls add up; side by side they take as long as the longest",
              AllAtOnce.class,
              AllAtOnce::new),
          new Entry(
              "event-loop",
              Chapter.THEORY,
              List.of(3),
              "One thread, many tasks: who runs, who is ready, who waits",
              EventLoopTrace.class,
              EventLoopTrace::new),
          new Entry(
              "cores",
              Chapter.THEORY,
              List.of(4),
              "Concurrency and parallelism: waiting needs one thread, computing needs cores",
              Cores.class,
              Cores::new));

  private Theory() {}
}
