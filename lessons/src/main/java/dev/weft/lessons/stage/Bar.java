package dev.weft.lessons.stage;

import java.util.List;

/// A line of a timeline: what one call, or one task, did when.
///
/// @param name its name
/// @param spans its parts, in their order, without gaps; at least one
/// @param end how it ended
public record Bar(String name, List<Span> spans, End end) {

  /// When it began, in nanoseconds since the beginning of the act.
  public long from() {
    return spans.getFirst().from();
  }

  /// When it ended.
  public long to() {
    return spans.getLast().to();
  }
}
