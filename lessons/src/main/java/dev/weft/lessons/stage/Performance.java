package dev.weft.lessons.stage;

import java.util.List;
import java.util.OptionalLong;

/// A lesson that was played.
///
/// @param acts its parts
public record Performance(List<Act> acts) {

  /// How long the base line took that an act is to be compared with: the last one before it.
  ///
  /// @param act one of the acts
  /// @return nanoseconds; empty if there is none, or if it is not to be compared
  public OptionalLong baseline(Act act) {
    OptionalLong last = OptionalLong.empty();
    for (Act each : acts.subList(0, acts.indexOf(act))) {
      if (each.kind() == Kind.SEQUENTIAL) {
        last = OptionalLong.of(each.nanos());
      }
    }
    return act.isFaster() ? last : OptionalLong.empty();
  }
}
