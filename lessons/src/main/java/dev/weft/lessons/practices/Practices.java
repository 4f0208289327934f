package dev.weft.lessons.practices;

import dev.weft.lessons.Chapter;
import dev.weft.lessons.Entry;
import java.util.List;

/// The lessons of this chapter.
public final class Practices {
  public static final List<Entry> LESSONS =
      List.of(
          new Entry(
              "concurrent-steps",
              Chapter.PRACTICES,
              List.of(30),
              "Start both, wait for both, and lose neither",
              ConcurrentSteps.class,
              ConcurrentSteps::new),
          new Entry(
              "which-timeout",
              Chapter.PRACTICES,
              List.of(31),
              "A call has a time-out and so has a step of it: which one was it?",
              WhichTimeout.class,
              WhichTimeout::new),
          new Entry(
              "semaphore",
              Chapter.PRACTICES,
              List.of(32),
              "So many at a time, and no permit is lost",
              Semaphores.class,
              Semaphores::new),
          new Entry(
              "shutdown",
              Chapter.PRACTICES,
              List.of(33),
              "A program that is told to stop ends in order",
              Shutdown.class,
              Shutdown::new));

  private Practices() {}
}
