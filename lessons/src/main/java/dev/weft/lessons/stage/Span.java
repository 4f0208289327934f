package dev.weft.lessons.stage;

/// A part of a bar.
///
/// @param from when it begins, in nanoseconds since the beginning of the act
/// @param to when it ends
/// @param isWaiting whether it waits for its turn meanwhile: for a permit, a lock, a connection
public record Span(long from, long to, boolean isWaiting) {}
