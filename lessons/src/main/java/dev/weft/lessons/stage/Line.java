package dev.weft.lessons.stage;

/// Something that the program said.
///
/// @param nanos when, since the beginning of the act
/// @param text what
/// @param isMeasured whether it tells of a measurement, and so is another one in each run that is
///   not simulated
public record Line(long nanos, String text, boolean isMeasured) {}
