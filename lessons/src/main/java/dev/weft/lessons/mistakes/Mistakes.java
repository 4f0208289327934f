package dev.weft.lessons.mistakes;

import dev.weft.lessons.Chapter;
import dev.weft.lessons.Entry;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.util.List;
import java.util.function.Function;

/// The lessons of this chapter.
public final class Mistakes {
  public static final List<Entry> LESSONS =
      List.of(
          entry(
              22,
              "forgotten-await",
              "A future instead of a value, and one that is dropped",
              ForgottenAwait.class,
              ForgottenAwait::new),
          entry(
              23,
              "blocking-call",
              "What holds up an event loop, what does not, and who says so",
              BlockingCall.class,
              BlockingCall::new),
          entry(
              24,
              "blocking-library",
              "A pool for a library that blocks: deadline, context, end",
              BlockingLibrary.class,
              BlockingLibrary::new),
          entry(
              25,
              "fire-and-forget",
              "Work that outlives its request belongs to the application",
              FireAndForget.class,
              FireAndForget::new),
          entry(
              26,
              "start-and-await",
              "Start it, do something else, await it",
              StartAndAwait.class,
              StartAndAwait::new),
          entry(
              27,
              "background-tasks",
              "A list keeps all tasks, a group those that live",
              BackgroundTasks.class,
              BackgroundTasks::new),
          entry(
              28,
              "first-failure",
              "One fails: the others are cancelled and awaited",
              FirstFailure.class,
              FirstFailure::new),
          entry(
              29,
              "errors-as-values",
              "Failures as values, without hiding bugs and cancellations",
              ErrorsAsValues.class,
              ErrorsAsValues::new));

  private Mistakes() {}

  private static <L extends Lesson> Entry entry(
      int row, String name, String title, Class<L> type, Function<Stage, L> lesson) {
    return new Entry(name, Chapter.MISTAKES, List.of(row), title, type, lesson);
  }
}
