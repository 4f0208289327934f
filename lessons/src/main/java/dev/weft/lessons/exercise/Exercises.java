package dev.weft.lessons.exercise;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// All exercises, from the easy to the hard.
public final class Exercises {
  public static final List<Exercise<?>> ALL =
      List.of(
          new Exercise<>(
              "bounded-batch",
              "make a batch bounded",
              """
              A hundred items, all at once: that is a hundred connections, or more than the other
              side bears. Let five be worked on at a time, and keep the order of the results.
              """,
              "MyBoundedBatch",
              BoundedBatch.class,
              BoundedBatch::check));

  private Exercises() {}

  /// The exercise of this name.
  public static Optional<Exercise<?>> find(String name) {
    return ALL.stream()
        .<Exercise<?>>map(each -> each)
        .filter(each -> each.name().equals(name))
        .findAny();
  }

  /// What there is to mend, as it is in the beginning.
  public static String start(Exercise<?> exercise) {
    return read("/exercises/", exercise);
  }

  /// One way to mend it.
  public static String solution(Exercise<?> exercise) {
    return read("/solutions/", exercise);
  }

  private static String read(String folder, Exercise<?> exercise) {
    String path = folder + exercise.file() + ".java";
    try (InputStream in = Exercises.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("there is no resource " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
