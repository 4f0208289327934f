package dev.weft.lessons.stage;

import java.util.List;

/// A part of a lesson: one way to write a program, and what it did.
///
/// @param kind what it is there for
/// @param isFaster whether it does what the base line before it does, only faster
/// @param heading what it is called
/// @param region which code it is, in the source of the lesson
/// @param lines what it said
/// @param bars its timeline
/// @param nanos how long it took
public record Act(
    Kind kind,
    boolean isFaster,
    String heading,
    String region,
    List<Line> lines,
    List<Bar> bars,
    long nanos) {}
