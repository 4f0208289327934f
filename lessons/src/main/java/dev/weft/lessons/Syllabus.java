package dev.weft.lessons;

import dev.weft.lessons.mistakes.Mistakes;
import dev.weft.lessons.patterns.Patterns;
import dev.weft.lessons.practices.Practices;
import dev.weft.lessons.requests.Requests;
import dev.weft.lessons.resources.Resources;
import dev.weft.lessons.service.ServiceChapter;
import dev.weft.lessons.theory.Theory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All lessons, in the order of the course.
public final class Syllabus {
  public static final List<Entry> LESSONS =
      Stream.of(
              Theory.LESSONS,
              Patterns.LESSONS,
              Resources.LESSONS,
              Requests.LESSONS,
              Mistakes.LESSONS,
              Practices.LESSONS,
              ServiceChapter.LESSONS)
          .flatMap(List::stream)
          .toList();

  private Syllabus() {}

  /// The lesson of this name.
  public static Optional<Entry> find(String name) {
    return LESSONS.stream().filter(entry -> entry.name().equals(name)).findAny();
  }
}
