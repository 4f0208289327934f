package dev.weft.loop;

import java.time.Duration;

/// Figures of an event loop at one moment. They are read while the loop runs, so each may be a
/// little behind the others.
///
/// @param loop the loop's name
/// @param tasks how many tasks that were called or submitted from outside have not ended
/// @param queued how many virtual threads are ready to run, with the one that runs
/// @param timers how many virtual threads wait for a time
/// @param switches how many times a virtual thread was run until it blocked, since the loop's start
/// @param longestRun the longest of these; exact to what up to 15 short runs beside it took
public record LoopStats(
    String loop, int tasks, int queued, int timers, long switches, Duration longestRun) {}
