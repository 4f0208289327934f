package dev.weft.lessons.stage;

import java.util.List;

/// A lesson that was played.
///
/// @param acts its parts
public record Performance(List<Act> acts) {}
