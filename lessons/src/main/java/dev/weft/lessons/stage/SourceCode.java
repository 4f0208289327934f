package dev.weft.lessons.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A source file that lies beside its classes. A region begins after a line with the comment
/// `@start region=NAME` and ends before one with `@end`; regions follow each other or are nested.
public final class SourceCode {
  private final String name;
  private final List<String> lines;

  /// A file that was read.
  ///
  /// @param name its name, for messages
  /// @param text what is in it
  public SourceCode(String name, String text) {
    this.name = name;
    this.lines = text.lines().toList();
  }

  /// The source of a class at top level.
  ///
  /// @param type the class
  public static SourceCode of(Class<?> type) {
    String file = type.getSimpleName() + ".java";
    try (InputStream in = type.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the source of " + type.getName() + " is not beside it");
      }
      return new SourceCode(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The lines of a region without their common indent, and without the marks of other regions.
  ///
  /// @param region its name
  /// @throws IllegalArgumentException if there is none of this name, or it has no end
  public List<String> region(String region) {
    List<String> found = new ArrayList<>();
    int depth = 0;
    boolean isFound = false;
    for (String line : lines) {
      boolean isStart = line.contains("@start region=");
      if (depth == 0) {
        if (isStart && line.strip().endsWith("@start region=" + region)) {
          depth = 1;
          isFound = true;
        }
      } else if (isStart) {
        depth++;
      } else if (line.strip().endsWith(" @end")) {
        depth--;
      } else {
        found.add(line);
      }
    }
    if (!isFound || depth != 0 || found.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no region \"%s\" between the comments \"@start region=%s\" and \"@end\""
              .formatted(name, region, region));
    }
    // In this order: to stripIndent an empty last line is one without indent.
    return String.join("\n", found).stripTrailing().stripIndent().lines().toList();
  }
}
